package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fleet in the coordinator's API.
 *
 * @param wave the wave that runs, or that has run last, from 1
 * @param state RUNNING, WAITING, STOPPING, STOPPED, ROLLING_BACK, COMPLETED, WAVE_ROLLED_BACK or ROLLED_BACK
 * @param finding why it has stopped
 * @param conflicts the units that keep the value of an application; absent in a list
 * @param laterMembers targets that belong to the group now, but are not part of the fleet; absent in a list
 * @param waves absent in a list
 */
public record FleetView(
        long id,
        long version,
        String name,
        String checksum,
        String environment,
        String group,
        String state,
        int wave,
        Actor requester,
        Instant requestedAt,
        @Nullable String finding,
        Counts counts,
        @Nullable Long conflicts,
        @Nullable List<String> laterMembers,
        @Nullable List<Wave> waves) {

    /** How many members are how far. */
    public record Counts(
            int members, int pending, int underWay, int completed, int rolledBack, int failed, int needsOperator) {}

    /** A wave with its members. */
    public record Wave(int number, Counts counts, List<Member> members) {}

    /**
     * A member of a fleet.
     *
     * @param migration absent before it is submitted
     * @param state the state of the migration; absent before it is submitted
     * @param adopted whether the migration is of an earlier fleet
     * @param conflicts the units that keep the value of an application; absent if it is not rolled back
     * @param finding why it cannot be rolled back
     */
    public record Member(
            String target,
            @Nullable String migration,
            @Nullable String state,
            boolean adopted,
            @Nullable String waitingFor,
            @Nullable String failure,
            @Nullable Long conflicts,
            @Nullable String finding) {}

    /** Whether it goes on without a person. */
    public boolean isRunning() {
        return state.equals("RUNNING") || state.equals("STOPPING") || state.equals("ROLLING_BACK");
    }

    /** The waves; none in a list. */
    public List<Wave> allWaves() {
        return waves == null ? List.of() : waves;
    }
}
