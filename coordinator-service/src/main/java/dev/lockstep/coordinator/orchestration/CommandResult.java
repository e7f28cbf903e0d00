package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;

/** The result of a command to a saga. */
public sealed interface CommandResult {
    /** The events were appended to the journal; none if the command was late, a duplicate or changed nothing. */
    record Accepted(VersionedState newState, List<SagaEvent> events) implements CommandResult {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** The state does not allow the operator action. */
    record Refused(String reason) implements CommandResult {}

    /** The migration has another version than the request expects. */
    record VersionMismatch(long version) implements CommandResult {}

    record UnknownMigration() implements CommandResult {}
}
