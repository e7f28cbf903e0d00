package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.worker.dispatch.CommandReadResult;
import dev.lockstep.worker.dispatch.CommandReader;
import dev.lockstep.worker.dispatch.TargetDispatcher;
import dev.lockstep.worker.dispatch.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Reads the commands of one target, submits each to the dispatcher and commits its offset. Commands do not run on the
 * poll thread.
 *
 * <p>After a crash between submission and commit the command is redelivered, and the fence decides what to do. After a
 * crash after the commit the lease lapses, and the coordinator sends a new dispatch.
 */
final class KafkaCommandListener implements AcknowledgingMessageListener<byte[], byte[]> {
    private final TargetDispatcher dispatcher;

    KafkaCommandListener(TargetDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message, @Nullable Acknowledgment acknowledgment) {
        TraceHeaders trace = traceHeaders(message);
        switch (CommandReader.parse(message.value())) {
            case CommandReadResult.Valid(Command command) -> dispatcher.submit(command, trace);
            case CommandReadResult.Rejected(CommandHeader header, String reason) ->
                dispatcher.reject(header, reason, trace);
            case CommandReadResult.Unreadable(String reason) -> throw new UnreadableCommand(reason);
        }
        if (acknowledgment != null) {
            acknowledgment.acknowledge();
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

    /** Makes the container's error handler send the record to the dead-letter topic. */
    static final class UnreadableCommand extends RuntimeException {
        UnreadableCommand(String reason) {
            super(reason);
        }
    }
}
