package dev.lockstep.worker.kafka;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.target.TargetRegistrations;
import java.nio.charset.StandardCharsets;
import org.springframework.kafka.core.KafkaOperations;

/** Registers targets on their compacted topic, keyed by target: the last word on each is kept. */
final class KafkaTargetRegistrations implements TargetRegistrations {
    private final KafkaOperations<byte[], byte[]> kafka;

    KafkaTargetRegistrations(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public void publish(TargetRegistration registration) {
        // Waited for, so that a registration that did not get through is logged by who asked for it.
        kafka.send(
                        Topics.TARGETS,
                        registration.target().value().getBytes(StandardCharsets.UTF_8),
                        LockstepJson.messages().writeValueAsBytes(registration))
                .join();
    }
}
