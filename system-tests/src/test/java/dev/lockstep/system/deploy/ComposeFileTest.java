package dev.lockstep.system.deploy;

import static dev.lockstep.system.deploy.DeployFiles.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
    @Nested
    class The_compose_file {
        private final Map<String, Object> file = DeployFiles.yaml(PROJECT.resolve("docker-compose.yml"));

        @Test
        void is_accepted_by_compose() {
            Tool.Verdict verdict = Tool.compose().judges(PROJECT, "--profile", "dashboards", "config", "-q");

            assertThat(verdict.exit()).as(verdict.said()).isZero();
        }

        @Test
        void composes_the_four_services() {
            assertThat(services())
                    .containsKeys("coordinator", "postgres-worker", "mongo-worker", "redis-worker")
                    .containsKeys("coordinator-postgres", "kafka", "main-postgres", "main-mongo", "main-redis");
        }

        @Test
        void gives_every_service_a_health_check() {
            assertThat(services())
                    .allSatisfy((name, service) ->
                            assertThat(DeployFiles.map(service)).as(name).containsKey("healthcheck"));
        }

        @Test
        void publishes_ports_on_loopback_only() {
            assertThat(services()).allSatisfy((name, service) -> assertThat(portsOf(DeployFiles.map(service)))
                    .as(name)
                    .allSatisfy(port -> assertThat(port).asString().startsWith("127.0.0.1:")));
        }

        @Test
        void keeps_to_what_the_older_compose_knows() {
            assertThat(file).doesNotContainKeys("name", "include");
        }

        private Map<String, Object> services() {
            return DeployFiles.map(file.get("services"));
        }

        private static List<?> portsOf(Map<String, Object> service) {
            return (List<?>) service.getOrDefault("ports", List.of());
        }
    }
}
