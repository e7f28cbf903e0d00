package dev.lockstep.coordinator.freeze;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a freeze.
 *
 * @param reason why nothing may start; shown with everything that waits
 * @param until when it ends by itself, with an offset, such as {@code 2026-12-02T04:00:00+01:00}; absent for a freeze
 *     that lasts until it is broken
 */
record FreezeRequest(@Nullable String reason, @Nullable String until) {
    static final Duration MAX_DURATION = Duration.ofDays(90);
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_FREEZE_REQUEST);

    /** A valid request, except that the time must still be compared with that of the database. */
    record Checked(String reason, @Nullable Instant until) {
        /**
         * Compares the end of the freeze with its begin.
         *
         * @throws ApiException if the end is not after the begin, or too far away
         */
        void requireEndAfter(Instant begin) {
            if (until != null && !until.isAfter(begin)) {
                throw TEXT.invalid(
                        "/until",
                        "until is %s, but it is %s already".formatted(until, begin),
                        "write a time in the future");
            }
            Instant last = begin.plus(MAX_DURATION);
            if (until != null && until.isAfter(last)) {
                throw TEXT.invalid(
                        "/until",
                        "until is %s, which is more than %d days away".formatted(until, MAX_DURATION.toDays()),
                        "write a time until %s, or leave it out for a freeze that lasts until it is broken"
                                .formatted(last));
            }
        }
    }

    /**
     * Validates the request.
     *
     * @throws ApiException if a field is missing, too long, not storable or not a time
     */
    Checked checked() {
        return new Checked(TEXT.reason(reason, "write why nothing may start"), until == null ? null : time(until));
    }

    private static Instant time(String text) {
        try {
            return PlanTime.parse(text).instant();
        } catch (InvalidValue e) {
            throw TEXT.invalid("/until", e.messageAt("until"), e.hint());
        }
    }
}
