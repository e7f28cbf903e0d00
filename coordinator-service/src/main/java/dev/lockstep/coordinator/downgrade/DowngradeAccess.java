package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import java.util.List;
import java.util.Optional;

/**
 * Checks what a caller may do with a downgrade: what it may do with all of its migrations. A caller with a scope gets the
 * same response for a downgrade outside of it and for an id that no downgrade has.
 */
final class DowngradeAccess {
    private final JdbcDowngrades stored;
    private final MemberRollbacks rollbacks;

    DowngradeAccess(JdbcDowngrades stored, MemberRollbacks rollbacks) {
        this.stored = stored;
        this.rollbacks = rollbacks;
    }

    /**
     * Finds a downgrade.
     *
     * @throws ApiException if there is none, or the caller does not have the permission
     */
    Downgrade require(Caller caller, Permission permission, String id) {
        Optional<Downgrade> found = RequestParameters.findNumber(id).flatMap(stored::find);
        if (found.isEmpty() && caller.hasEverywhere(permission)) {
            throw unknown(id);
        }
        return found.filter(downgrade -> may(caller, permission, downgrade)).orElseThrow(Caller::forbidden);
    }

    static ApiException unknown(String id) {
        return ApiException.of(ProblemType.UNKNOWN_DOWNGRADE, "there is no downgrade with id \"%s\"".formatted(id));
    }

    private boolean may(Caller caller, Permission permission, Downgrade downgrade) {
        return caller.hasEverywhere(permission) || may(caller, permission, rollbacks.all(downgrade));
    }

    /** Whether the caller has the permission on all targets of these migrations. */
    static boolean may(Caller caller, Permission permission, List<MemberRollbacks.Current> members) {
        return members.stream()
                .map(member -> member.state().plan())
                .allMatch(plan -> caller.may(
                        permission, plan.spec().targets(), plan.metadata().labels()));
    }
}
