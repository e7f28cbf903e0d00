package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.worker.dispatch.CommandReader;
import dev.lockstep.worker.dispatch.CommandReading;
import dev.lockstep.worker.dispatch.TargetDispatches;
import dev.lockstep.worker.dispatch.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Reads the commands of one target, hands each over and commits it; nothing runs on the poll thread.
 *
 * <p>A worker that dies between hand-over and commit gets the command twice, which the fence answers. One that dies
 * after the commit lets the lease lapse, and the coordinator dispatches anew.
 */
final class KafkaCommandListener implements AcknowledgingMessageListener<byte[], byte[]> {
    private final TargetDispatches target;

    KafkaCommandListener(TargetDispatches target) {
        this.target = target;
    }

    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message, @Nullable Acknowledgment acknowledgment) {
        TraceContext trace = traceOf(message);
        switch (CommandReader.read(message.value())) {
            case CommandReading.Understood(Command command) -> target.handOver(command, trace);
            case CommandReading.Refused(CommandHeader header, String reason) -> target.reject(header, reason, trace);
            case CommandReading.Unreadable(String reason) -> throw new UnreadableCommand(reason);
        }
        if (acknowledgment != null) {
            acknowledgment.acknowledge();
        }
    }

    private static TraceContext traceOf(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new HashMap<>();
        for (String name : TraceContext.NAMES) {
            Header header = message.headers().lastHeader(name);
            if (header != null && header.value() != null) {
                headers.put(name, new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return new TraceContext(headers);
    }

    /** Sends a record to the dead-letter topic, by way of the container's error handler. */
    static final class UnreadableCommand extends RuntimeException {
        UnreadableCommand(String reason) {
            super(reason);
        }
    }
}
