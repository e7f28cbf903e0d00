package dev.lockstep.coordinator.kafka;

import dev.lockstep.service.KafkaRefusals;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows the topics that are missing, settings that are too weak, and what Kafka refuses to the coordinator. DOWN if
 * messages cannot be written or read because of it, which does not change the readiness: submissions are accepted, and
 * their messages wait in the outbox.
 */
final class KafkaTopicsHealthIndicator implements HealthIndicator {
    private static final int MAX_SHOWN = 50;

    private final TopicProblems problems;
    private final KafkaRefusals refusals;

    KafkaTopicsHealthIndicator(TopicProblems problems, KafkaRefusals refusals) {
        this.problems = problems;
        this.refusals = refusals;
    }

    @Override
    public Health health() {
        Map<String, String> missing = problems.missing();
        Map<String, String> refused = refusals.current();
        List<String> weaknesses = problems.weaknesses();
        Health.Builder health = missing.isEmpty() && refused.isEmpty() ? Health.up() : Health.down();
        if (!missing.isEmpty()) {
            health.withDetail("missing", missing);
        }
        if (!refused.isEmpty()) {
            health.withDetail("refused", refused);
        }
        if (!weaknesses.isEmpty()) {
            health.withDetail("weak", weaknesses.stream().limit(MAX_SHOWN).toList());
            health.withDetail("weakSettings", weaknesses.size());
        }
        return health.build();
    }
}
