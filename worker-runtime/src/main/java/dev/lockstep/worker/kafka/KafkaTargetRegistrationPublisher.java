package dev.lockstep.worker.kafka;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.contract.protocol.WorkerHeartbeat;
import dev.lockstep.worker.target.TargetRegistrationPublisher;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;

/** Publishes registrations and heartbeats to the compacted topic of the targets. */
final class KafkaTargetRegistrationPublisher implements TargetRegistrationPublisher {
    private final KafkaOperations<byte[], byte[]> kafka;

    KafkaTargetRegistrationPublisher(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public CompletionStage<Long> publish(TargetRegistration registration) {
        return publish(Topics.registrationKey(registration.target(), registration.worker()), registration);
    }

    @Override
    public CompletionStage<Long> publish(WorkerHeartbeat heartbeat) {
        return publish(heartbeat.worker(), heartbeat);
    }

    @Override
    public CompletionStage<Long> withdraw(TargetName target, String worker) {
        return send(Topics.registrationKey(target, worker), null);
    }

    private CompletionStage<Long> publish(String key, Object message) {
        return send(key, LockstepJson.messages().writeValueAsBytes(message));
    }

    private CompletionStage<Long> send(String key, byte @Nullable [] message) {
        try {
            return kafka.send(Topics.TARGETS, key.getBytes(StandardCharsets.UTF_8), message)
                    .thenApply(sent -> sent.getRecordMetadata().offset());
        } catch (KafkaException | org.apache.kafka.common.KafkaException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }
}
