package dev.lockstep.contract.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a migration may start to change its targets.
 *
 * @param notBefore the migration waits until this time; absent if it need not wait
 * @param notAfter if nothing is applied at this time, the migration is cancelled; absent if it may start at any time
 */
public record PlanWindow(@Nullable PlanTime notBefore, @Nullable PlanTime notAfter) {
    public PlanWindow {
        if (notBefore == null && notAfter == null) {
            throw InvalidValue.of("the window has neither notBefore nor notAfter", "write one of them, or both");
        }
        if (notBefore != null && notAfter != null && !notBefore.instant().isBefore(notAfter.instant())) {
            throw InvalidValue.in(
                    "notAfter",
                    "notAfter is %s; a time after notBefore (%s) is expected".formatted(notAfter, notBefore),
                    "write a later time");
        }
    }

    /** Whether the window is open at this time, or is already over. */
    public boolean hasOpened(Instant at) {
        return notBefore == null || !at.isBefore(notBefore.instant());
    }

    /** Whether it is too late to start at this time. */
    public boolean isOver(Instant at) {
        return notAfter != null && !at.isBefore(notAfter.instant());
    }
}
