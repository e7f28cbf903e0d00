package dev.lockstep.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.target.ServedTargets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class PostgresWorkerApplicationTest {
    /** Discard: nothing listens there. */
    private static final String NOWHERE = "127.0.0.1:9";

    @Nested
    class A_worker {
        @Test
        void starts_while_its_target_and_kafka_are_away_and_leaves_other_kinds_alone() {
            try (ConfigurableApplicationContext context = SpringApplication.run(
                    PostgresWorkerApplication.class,
                    "--server.port=0",
                    "--spring.kafka.bootstrap-servers=" + NOWHERE,
                    "--lockstep.targets.main-postgres.url=jdbc:postgresql://%s/d".formatted(NOWHERE),
                    "--lockstep.targets.main-postgres.history-table=our_history",
                    "--lockstep.targets.main-redis.url=redis://" + NOWHERE)) {
                assertThat(context.getBean(TargetConnector.class)).isInstanceOf(PostgresConnector.class);
                assertThat(context.getBean(ServedTargets.class).all())
                        .extracting(served -> served.name().value())
                        .containsExactly("main-postgres");
            }
        }
    }
}
