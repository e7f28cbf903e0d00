package dev.lockstep.coordinator.purge;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The body of a request for the purges of old migrations.
 *
 * @param olderThan the time since their end, such as {@code 48h} or {@code P2D}
 * @param reason why they are purged; stored with the purges and in the audit trail
 * @param dryRun whether nothing is decided; false if it is absent
 */
record OldPurgeRequest(@Nullable String olderThan, @Nullable String reason, @Nullable Boolean dryRun) {
    private static final String HINT = "write a duration from 1m to 3650d, such as 48h, 7d or P7D";

    /** A valid request. */
    record Checked(Duration olderThan, String reason, boolean dryRun) {}

    /**
     * Validates the request.
     *
     * @throws ApiException if a field is missing, too long or not storable, or the duration is too short or too long
     */
    Checked checked() {
        String checkedReason = PurgeRequest.TEXT.reason(reason, PurgeRequest.REASON_HINT);
        if (olderThan == null) {
            throw invalid("olderThan is missing");
        }
        Duration age = age(olderThan);
        if (age.compareTo(CoordinatorSettings.MIN_RETENTION) < 0
                || age.compareTo(CoordinatorSettings.MAX_RETENTION) > 0) {
            throw invalid("olderThan is \"%s\"; 1m to 3650d is expected".formatted(olderThan));
        }
        return new Checked(age, checkedReason, Boolean.TRUE.equals(dryRun));
    }

    private static Duration age(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException _notADuration) {
            throw invalid("olderThan is \"%s\", which is not a duration".formatted(text));
        }
    }

    private static ApiException invalid(String message) {
        return PurgeRequest.TEXT.invalid("/olderThan", message, HINT);
    }
}
