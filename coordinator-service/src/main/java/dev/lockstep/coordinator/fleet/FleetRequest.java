package dev.lockstep.coordinator.fleet;

import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.IfMatch;

/**
 * A request for an action on a fleet, by a caller that may perform it.
 *
 * @param scope what is rolled back; only used by rollback
 */
record FleetRequest(
        Caller caller, long fleet, IfMatch ifMatch, FleetAction action, RollbackScope scope, String reason) {
    /**
     * Checks the body of a request.
     *
     * @throws ApiException if a field is missing, unknown, too long or not storable
     */
    static FleetRequest of(Caller caller, long fleet, IfMatch ifMatch, FleetAction action, FleetActionRequest body) {
        return new FleetRequest(caller, fleet, ifMatch, action, body.checkedScope(), body.checkedReason());
    }
}
