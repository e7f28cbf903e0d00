package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks what a caller may do with a fleet: see the members that it may view, and act on a fleet if it may act on all of
 * them. A caller with a scope gets the same response for a fleet outside of it and for an id that no fleet has.
 */
final class FleetAccess {
    private final JdbcFleets stored;

    FleetAccess(JdbcFleets stored) {
        this.stored = stored;
    }

    /**
     * A fleet with the members that a caller may view.
     *
     * @param all the targets of all members
     */
    record Visible(Caller caller, Fleet fleet, List<FleetMember> members, Set<TargetName> all) {
        /** Whether the caller may view all members. */
        boolean isWhole() {
            return members.size() == all.size();
        }

        /** Whether a target is not a member, and the caller may view it. */
        boolean isLater(TargetName target) {
            return !all.contains(target) && caller.may(Permission.VIEW, target);
        }
    }

    /**
     * Finds a fleet of which the caller may view at least one member.
     *
     * @throws ApiException if there is none
     */
    Visible requireVisible(Caller caller, String id) {
        Optional<Fleet> found = find(caller, Permission.VIEW, id);
        return found.map(fleet -> visible(caller, fleet))
                .filter(visible -> !visible.members().isEmpty())
                .orElseThrow(Caller::forbidden);
    }

    /**
     * Finds a fleet for an action.
     *
     * @throws ApiException if there is none, or the caller does not have the permission on all members
     */
    Fleet require(Caller caller, Permission permission, String id) {
        return find(caller, permission, id)
                .filter(fleet ->
                        stored.members(fleet.id()).stream().allMatch(member -> may(caller, permission, fleet, member)))
                .orElseThrow(Caller::forbidden);
    }

    /** The members of a fleet that a caller may view. */
    Visible visible(Caller caller, Fleet fleet) {
        return visible(caller, fleet, stored.members(fleet.id()));
    }

    /** The fleets of which the caller may view at least one member. */
    List<Visible> visible(Caller caller, List<Fleet> fleets) {
        Map<Long, List<FleetMember>> members =
                stored.members(fleets.stream().map(Fleet::id).toList());
        return fleets.stream()
                .map(fleet -> visible(caller, fleet, members.getOrDefault(fleet.id(), List.of())))
                .filter(visible -> !visible.members().isEmpty())
                .toList();
    }

    private static Visible visible(Caller caller, Fleet fleet, List<FleetMember> all) {
        return new Visible(
                caller,
                fleet,
                all.stream()
                        .filter(member -> may(caller, Permission.VIEW, fleet, member))
                        .toList(),
                all.stream().map(FleetMember::target).collect(Collectors.toSet()));
    }

    private Optional<Fleet> find(Caller caller, Permission permission, String id) {
        Optional<Fleet> found = RequestParameters.findNumber(id).flatMap(stored::find);
        if (found.isEmpty() && caller.hasEverywhere(permission)) {
            throw unknown(id);
        }
        return found;
    }

    private static boolean may(Caller caller, Permission permission, Fleet fleet, FleetMember member) {
        return caller.may(
                permission, List.of(member.target()), fleet.plan().metadata().labels());
    }

    static ApiException unknown(String id) {
        return ApiException.of(ProblemType.UNKNOWN_FLEET, "there is no fleet with id \"%s\"".formatted(id));
    }
}
