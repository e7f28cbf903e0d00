package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.time.Instant;

/**
 * What a copy says of itself, so that the copies of ended workers can be deleted, and no others. The texts can be of
 * somebody else.
 *
 * @param usedAt when the copy was in use for the last time, by the clock of its server
 */
public record ScratchMarker(String target, String migration, long dispatch, Instant usedAt) {
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(15);

    public boolean isOf(TargetName name) {
        return target.equals(name.toString());
    }

    /** Whether the copy is of an earlier attempt of the rehearsal that this dispatch runs. */
    public boolean isReplacedBy(StepContext rehearsal) {
        return migration.equals(rehearsal.key().migration().toString())
                && dispatch <= rehearsal.dispatch().value();
    }

    /** Whether the worker of the copy has ended; see {@link ScratchHeartbeat}. */
    public boolean isAbandonedAt(Instant now) {
        return usedAt.plus(ABANDONED_AFTER).isBefore(now);
    }
}
