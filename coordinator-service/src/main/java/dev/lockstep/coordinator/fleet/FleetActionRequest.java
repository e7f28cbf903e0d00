package dev.lockstep.coordinator.fleet;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of an action on a fleet.
 *
 * @param scope what is rolled back: {@code wave} for the wave that has run last, {@code all} for all; only used by
 *     rollback, {@code all} if it is absent
 * @param reason why; stored with the fleet, in the timelines of its migrations and in the audit trail
 */
record FleetActionRequest(@Schema(allowableValues = {"wave", "all"}) @Nullable String scope, @Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_FLEET_REQUEST);

    /**
     * The reason of the action.
     *
     * @throws ApiException if it is missing, too long or not storable
     */
    String checkedReason() {
        return TEXT.reason(reason, "write why you perform this action");
    }

    /**
     * What is rolled back.
     *
     * @throws ApiException if it is unknown
     */
    RollbackScope checkedScope() {
        return switch (scope) {
            case null -> RollbackScope.ALL;
            case "all" -> RollbackScope.ALL;
            case "wave" -> RollbackScope.WAVE;
            default ->
                throw TEXT.invalid(
                        "/scope", "scope is \"%s\"; wave or all is expected".formatted(scope), "write wave or all");
        };
    }
}
