package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.service.KafkaDeadLetters;
import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.dispatch.CommandReadResult;
import dev.lockstep.worker.dispatch.CommandReader;
import dev.lockstep.worker.dispatch.TargetDispatcher;
import dev.lockstep.worker.dispatch.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.springframework.kafka.listener.MessageListener;

/**
 * Reads the commands of all targets and submits each to the dispatcher of its topic's target. Commands do not run on the
 * poll thread. The offsets of a poll are committed once all its commands are submitted.
 *
 * <p>After a crash between submission and commit the command is redelivered, and the fence decides what to do. After a
 * crash after the commit the lease lapses, and the coordinator sends a new dispatch.
 */
final class KafkaCommandListener implements MessageListener<byte[], byte[]> {
    private final Map<String, TargetDispatcher> dispatchers;
    private final KafkaDeadLetters deadLetters;

    /**
     * @param dispatchers the dispatcher of each topic
     */
    KafkaCommandListener(Map<String, TargetDispatcher> dispatchers, KafkaDeadLetters deadLetters) {
        this.dispatchers = Map.copyOf(dispatchers);
        this.deadLetters = deadLetters;
    }

    /** An error that a record causes must not end the container, which would stop the commands of all targets. */
    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message) {
        try {
            submit(message);
        } catch (Error thrown) {
            ProcessExit.ifFatal(thrown);
            deadLetters.send(message, "the worker failed with " + thrown);
        }
    }

    private void submit(ConsumerRecord<byte[], byte[]> message) {
        TargetDispatcher dispatcher = Objects.requireNonNull(dispatchers.get(message.topic()));
        TraceHeaders trace = traceHeaders(message);
        switch (CommandReader.parse(message.value())) {
            case CommandReadResult.Valid(Command command) -> dispatcher.submit(command, trace);
            case CommandReadResult.Rejected(CommandHeader header, String reason) ->
                dispatcher.reject(header, reason, trace);
            case CommandReadResult.Request(TargetRequest request) ->
                dispatcher.requests().submit(request, trace);
            case CommandReadResult.RejectedRequest(TargetRequestHeader header, String reason) ->
                dispatcher.requests().reject(header, reason, trace);
            case CommandReadResult.Unreadable(String reason) -> deadLetters.send(message, reason);
        }
    }

    private static TraceHeaders traceHeaders(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new HashMap<>();
        for (String name : TraceHeaders.NAMES) {
            Header header = message.headers().lastHeader(name);
            if (header != null && header.value() != null) {
                headers.put(name, new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return new TraceHeaders(headers);
    }
}
