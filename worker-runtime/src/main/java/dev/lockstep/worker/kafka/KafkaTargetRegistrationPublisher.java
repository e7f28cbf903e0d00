package dev.lockstep.worker.kafka;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.target.TargetRegistrationPublisher;
import java.nio.charset.StandardCharsets;
import org.springframework.kafka.core.KafkaOperations;

/** Publishes target registrations to the compacted target topic, keyed by target. */
final class KafkaTargetRegistrationPublisher implements TargetRegistrationPublisher {
    private final KafkaOperations<byte[], byte[]> kafka;

    KafkaTargetRegistrationPublisher(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public void publish(TargetRegistration registration) {
        // The caller logs a failed registration, so wait for the result.
        kafka.send(
                        Topics.TARGETS,
                        registration.target().value().getBytes(StandardCharsets.UTF_8),
                        LockstepJson.messages().writeValueAsBytes(registration))
                .join();
    }
}
