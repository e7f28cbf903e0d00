package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BenchmarkSystemTest {

    @Nested
    class The_expected_targets {

        @Test
        void are_those_of_the_first_set_and_of_the_environment_by_name() {
            assertThat(BenchmarkSystem.expectedTargets(Map.of()))
                    .containsExactly("main-mongo", "main-postgres", "main-redis");
            assertThat(BenchmarkSystem.expectedTargets(Map.of(
                            "LOCKSTEP_TARGETS_SET1_POSTGRES_URL", "jdbc:postgresql://host/x",
                            "LOCKSTEP_TARGETS_SET1_POSTGRES_USERNAME", "x",
                            "LOCKSTEP_TARGETS_MANY1_MONGO_URL", "mongodb://host/x")))
                    .containsExactly("main-mongo", "main-postgres", "main-redis", "many1-mongo", "set1-postgres");
        }
    }
}
