package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {

    private static Set<String> variables(LockstepService service, Map<String, String> environment) {
        return new ServiceVariables(environment).of(service, Set.of()).keySet();
    }

    @Nested
    class The_variables_of_a_service {

        @Test
        void are_those_that_configure_it() {
            Map<String, String> environment = Map.of(
                    "LOCKSTEP_LEASE", "4s",
                    "spring.datasource.url", "x",
                    "JAVA_TOOL_OPTIONS", "-Da=b",
                    "TERM", "xterm",
                    "PWD", "/",
                    "LOCKSTEP_PORTS", "kafka=1",
                    "LOCKSTEP_TOKEN", "secret",
                    "LOCKSTEP_ON_BEHALF_OF", "alice",
                    "LOCKSTEP_JAVA_OPTIONS_COORDINATOR", "-Xmx1g");

            assertThat(variables(LockstepService.COORDINATOR, environment))
                    .containsExactlyInAnyOrder("LOCKSTEP_LEASE", "spring.datasource.url", "JAVA_TOOL_OPTIONS");
        }

        @Test
        void include_all_that_were_set_for_the_services() {
            assertThat(new ServiceVariables(Map.of("ANY", "1")).of(LockstepService.COORDINATOR, Set.of("ANY")))
                    .containsEntry("ANY", "1");
        }

        @Test
        void leave_out_those_of_other_services() {
            Map<String, String> environment = Map.of(
                    "LOCKSTEP_LEASE", "4s",
                    "LOCKSTEP_ENDPOINTS_CHAT_URL", "https://chat.example",
                    "SAMPLE_MAINTENANCE_WRITES_LIMIT", "1s",
                    "SERVER_PORT", "1");

            assertThat(variables(LockstepService.COORDINATOR, environment))
                    .containsExactlyInAnyOrder("LOCKSTEP_LEASE", "LOCKSTEP_ENDPOINTS_CHAT_URL", "SERVER_PORT");
            assertThat(variables(LockstepService.MONGO_WORKER, environment))
                    .containsExactlyInAnyOrder("LOCKSTEP_LEASE", "SERVER_PORT");
            assertThat(variables(LockstepService.APPLICATION, environment))
                    .containsExactlyInAnyOrder("SAMPLE_MAINTENANCE_WRITES_LIMIT", "SERVER_PORT");
        }

        @Test
        void include_variables_that_their_values_refer_to() {
            Map<String, String> environment = Map.of(
                    "LOCKSTEP_TARGETS_A_URL", "redis://:${OUTER}@host",
                    "OUTER", "${INNER}",
                    "INNER", "secret");

            assertThat(variables(LockstepService.REDIS_WORKER, environment))
                    .containsExactlyInAnyOrder("LOCKSTEP_TARGETS_A_URL", "OUTER", "INNER");
        }
    }

    @Nested
    class The_variables_of_a_target {
        private static final Map<String, String> TARGETS = Map.of(
                "LOCKSTEP_TARGETS_SHOP_URL", "jdbc:postgresql://host/shop",
                "LOCKSTEP_TARGETS_SHOP_PASSWORD", "x",
                "LOCKSTEP_TARGETS_SHOP_CACHE_URL", "rediss://host",
                "LOCKSTEP_TARGETS_SHOP_CACHE_OPTION", "x",
                "LOCKSTEP_TARGETS_LOG_URL", "mongodb+srv://host",
                "LOCKSTEP_TARGETS_OTHER_URL", "${ELSEWHERE}");

        @Test
        void belong_to_the_worker_of_its_store() {
            assertThat(variables(LockstepService.POSTGRES_WORKER, TARGETS))
                    .containsExactlyInAnyOrder(
                            "LOCKSTEP_TARGETS_SHOP_URL",
                            "LOCKSTEP_TARGETS_SHOP_PASSWORD",
                            "LOCKSTEP_TARGETS_OTHER_URL");
            assertThat(variables(LockstepService.REDIS_WORKER, TARGETS))
                    .containsExactlyInAnyOrder(
                            "LOCKSTEP_TARGETS_SHOP_CACHE_URL",
                            "LOCKSTEP_TARGETS_SHOP_CACHE_OPTION",
                            "LOCKSTEP_TARGETS_OTHER_URL");
            assertThat(variables(LockstepService.MONGO_WORKER, TARGETS))
                    .containsExactlyInAnyOrder("LOCKSTEP_TARGETS_LOG_URL", "LOCKSTEP_TARGETS_OTHER_URL");
            assertThat(variables(LockstepService.COORDINATOR, TARGETS)).isEmpty();
        }

        @Test
        void give_the_names_of_the_targets() {
            assertThat(new TargetVariables(TARGETS).targets()).containsExactly("log", "other", "shop", "shop-cache");
        }
    }
}
