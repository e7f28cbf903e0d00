package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Topics;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message for Kafka: a command or a public event.
 *
 * @param dispatch the dispatch of a command, with its step; absent for a public event
 * @param sequence the sequence of a public event within its migration, from 1; absent for a command
 */
public record OutboxMessage(
        MigrationId migration,
        String topic,
        Map<String, String> headers,
        String payload,
        @Nullable StepId step,
        @Nullable DispatchNumber dispatch,
        @Nullable Long sequence) {
    public OutboxMessage {
        headers = Map.copyOf(headers);
    }

    /**
     * The place of a public event.
     *
     * @param sequence within its migration, from 1 and without gaps
     */
    public record Order(int round, long sequence) {}

    /** A command for the worker of its target. */
    public static OutboxMessage of(Command command) {
        CommandHeader header = command.header();
        return new OutboxMessage(
                header.migration(),
                Topics.commandsOf(header.target()),
                TraceContext.headers(header),
                LockstepJson.messages().writeValueAsString(command),
                header.step(),
                header.dispatch(),
                null);
    }

    /**
     * A public event.
     *
     * @param requester who requested the round of the event
     */
    public static OutboxMessage of(
            MigrationId migration, Order order, Actor requester, MigrationEvent event, Instant at) {
        return new OutboxMessage(
                migration,
                Topics.MIGRATIONS,
                CloudEvents.headers(migration, order, requester, event, at),
                LockstepJson.messages().writeValueAsString(event),
                null,
                null,
                order.sequence());
    }
}
