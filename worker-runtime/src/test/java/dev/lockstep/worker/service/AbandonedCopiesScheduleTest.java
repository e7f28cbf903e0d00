package dev.lockstep.worker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.InMemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class AbandonedCopiesScheduleTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Nested
    class A_worker_that_starts {
        @Test
        void deletes_the_copies_of_killed_workers_and_counts_them() {
            InMemoryStore store = new InMemoryStore(1);
            store.leaveCopy();
            try (ConfigurableApplicationContext worker =
                    InMemoryWorker.startWithoutBrokers(new TargetName("main-mongo"), store)) {
                MeterRegistry registry = worker.getBean(MeterRegistry.class);

                await().atMost(TIMEOUT)
                        .until(() -> registry.find("lockstep.rehearsal.copies.deleted")
                                        .counter()
                                != null);

                assertThat(store.leftovers()).isEmpty();
            }
        }
    }
}
