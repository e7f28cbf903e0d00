package dev.lockstep.worker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.InMemoryStore;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class TargetTopicTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "registered");

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }

    @Test
    void a_target_is_registered_once_and_again_after_its_topic_was_created_again() throws Exception {
        try (TestCoordinator coordinator = new TestCoordinator()) {
            coordinator.create(Topics.REPORTS, Topics.TARGETS);
            try (ConfigurableApplicationContext _ = InMemoryWorker.start(target, new InMemoryStore(1))) {
                eventually(() -> assertThat(coordinator.registrations(target)).hasSize(1));
                String worker = coordinator.registration(target).worker();
                eventually(() -> assertThat(coordinator.heartbeats(worker)).hasSizeGreaterThan(1));
                assertThat(coordinator.registrations(target)).hasSize(1);

                coordinator.recreate(Topics.TARGETS);
                eventually(() -> {
                    assertThat(coordinator.registrations(target)).isNotEmpty();
                    assertThat(coordinator.heartbeats(worker)).isNotEmpty();
                });
            }
        }
    }
}
