package dev.lockstep.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.target.PostgresTargetConnector;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.target.ServedTargets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class PostgresWorkerApplicationTest {
    /** The discard port, on which no server listens. */
    private static final String UNREACHABLE = "127.0.0.1:9";

    @Nested
    class A_worker {
        @Test
        void starts_without_its_target_and_kafka_and_serves_postgres_targets_only() {
            try (ConfigurableApplicationContext context = SpringApplication.run(
                    PostgresWorkerApplication.class,
                    "--server.port=0",
                    "--spring.kafka.bootstrap-servers=" + UNREACHABLE,
                    "--lockstep.targets.main-postgres.url=jdbc:postgresql://%s/d".formatted(UNREACHABLE),
                    "--lockstep.targets.main-postgres.history-table=our_history",
                    "--lockstep.targets.main-redis.url=redis://" + UNREACHABLE)) {
                assertThat(context.getBean(TargetConnector.class)).isInstanceOf(PostgresTargetConnector.class);
                assertThat(context.getBean(ServedTargets.class).all())
                        .extracting(served -> served.name().value())
                        .containsExactly("main-postgres");
            }
        }
    }
}
