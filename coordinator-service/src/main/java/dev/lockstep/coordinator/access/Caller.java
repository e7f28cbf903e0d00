package dev.lockstep.coordinator.access;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * An authenticated client of the API.
 *
 * @param id identifies the token or the identity across requests, such as {@code token:} and a UUID
 */
public record Caller(String id, Actor actor, List<Grant> grants) {
    public Caller {
        grants = List.copyOf(grants);
    }

    /** Whether the caller has a permission, at least for some targets. */
    public boolean has(Permission permission) {
        return grants.stream().anyMatch(grant -> grant.role().permits(permission));
    }

    /** Whether the caller has a permission without a limit to some targets or labels. */
    public boolean hasEverywhere(Permission permission) {
        return grants.stream()
                .anyMatch(grant ->
                        grant.role().permits(permission) && grant.scope().isEverything());
    }

    /** Whether the caller has a permission on all targets of a migration with these labels. */
    public boolean may(Permission permission, Collection<TargetName> targets, Map<String, String> labels) {
        return hasEverywhere(permission)
                || (!targets.isEmpty()
                        && targets.stream().allMatch(target -> grants.stream()
                                .anyMatch(grant -> grant.role().permits(permission)
                                        && grant.scope().includes(target, labels))));
    }

    /** Whether the caller has a permission on a target, whatever the labels of its migrations. */
    public boolean may(Permission permission, TargetName target) {
        return may(permission, List.of(target), Map.of());
    }

    /**
     * Refuses a caller who does not have a permission on all targets of a migration with these labels.
     *
     * @throws ApiException with the status 403
     */
    public void require(Permission permission, Collection<TargetName> targets, Map<String, String> labels) {
        if (!may(permission, targets, labels)) {
            throw forbidden();
        }
    }

    /**
     * Refuses a caller who does not have a permission on a target.
     *
     * @throws ApiException with the status 403
     */
    public void require(Permission permission, TargetName target) {
        require(permission, List.of(target), Map.of());
    }

    /** The caller in the audit trail. */
    public AuditTrail.Sender sender() {
        return new AuditTrail.Sender(id, actor);
    }

    /** The same text for everything that the caller may not do, so that it does not reveal what exists. */
    public static ApiException forbidden() {
        return ApiException.of(ProblemType.FORBIDDEN, "the token does not permit this request");
    }
}
