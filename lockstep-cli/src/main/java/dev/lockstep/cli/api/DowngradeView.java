package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A downgrade in the coordinator's API, or what one would do.
 *
 * @param id absent in a dry run, like all that it does not have yet
 * @param to where it ends
 * @param state RUNNING, STOPPED, COMPLETED or CANCELLED
 * @param finding why it has stopped
 * @param partlyRolledBack what is rolled back and what is not; absent if nothing or everything is
 * @param waitingFor what its current migration waits for
 * @param refusals why it cannot run; in a dry run only
 * @param migrations in the order of their rollbacks; absent in the list
 */
public record DowngradeView(
        @Nullable Long id,
        @Nullable Long version,
        String target,
        String to,
        @Nullable String keeps,
        List<String> targets,
        String reason,
        @Nullable Actor requester,
        @Nullable Instant requestedAt,
        @Nullable String state,
        @Nullable String finding,
        @Nullable String partlyRolledBack,
        @Nullable String waitingFor,
        @Nullable List<Refusal> refusals,
        @Nullable List<Item> migrations) {

    public DowngradeView {
        targets = List.copyOf(targets);
    }

    /** Why a downgrade cannot run. */
    public record Refusal(String message, String hint) {}

    /**
     * A migration of a downgrade.
     *
     * @param other whether it has no step on the target
     * @param approval whether its rollback needs an approval
     * @param conflicts the units that keep the value of an application; absent before it is rolled back
     * @param undoLimit which part of it can no longer be undone; absent if there is none
     */
    public record Item(
            String migration,
            String name,
            String state,
            boolean other,
            List<ItemStep> steps,
            boolean approval,
            @Nullable Long conflicts,
            @Nullable String undoLimit) {}

    /** A step that is undone. */
    public record ItemStep(String id, String target, String operation) {}

    /** Whether it runs and needs nobody. */
    public boolean isRunning() {
        return "RUNNING".equals(state);
    }

    /** The migrations; none in a list. */
    public List<Item> items() {
        return migrations == null ? List.of() : migrations;
    }
}
