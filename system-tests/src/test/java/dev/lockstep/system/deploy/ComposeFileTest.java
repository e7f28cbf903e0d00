package dev.lockstep.system.deploy;

import static dev.lockstep.system.deploy.DeployFiles.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.system.deploy.CommandLineTool.ToolResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
    @Nested
    class The_compose_file {
        private final Map<String, Object> file = DeployFiles.yaml(PROJECT.resolve("docker-compose.yml"));

        @Test
        void is_valid_for_compose() {
            ToolResult result = CommandLineTool.compose().run(PROJECT, "--profile", "dashboards", "config", "-q");
            assertThat(result.exitCode()).as(result.output()).isZero();
        }

        @Test
        void contains_the_four_services_and_their_servers() {
            assertThat(services())
                    .containsKeys("coordinator", "postgres-worker", "mongo-worker", "redis-worker")
                    .containsKeys("coordinator-postgres", "kafka", "main-postgres", "main-mongo", "main-redis");
        }

        @Test
        void has_a_health_check_for_every_service() {
            assertThat(services())
                    .allSatisfy((name, service) ->
                            assertThat(DeployFiles.map(service)).as(name).containsKey("healthcheck"));
        }

        @Test
        void restarts_every_service_that_exits() {
            assertThat(services()).allSatisfy((name, service) -> assertThat(DeployFiles.map(service))
                    .as(name)
                    .containsEntry("<<", Map.of("restart", "unless-stopped")));
        }

        @Test
        void runs_jvms_that_exit_on_an_out_of_memory_error() {
            assertThat(DeployFiles.text(PROJECT.resolve("deploy/start"))).contains("-XX:+ExitOnOutOfMemoryError");
            assertThat(DeployFiles.map(DeployFiles.map(services().get("kafka")).get("environment")))
                    .extractingByKey("KAFKA_OPTS")
                    .asString()
                    .contains("-XX:+ExitOnOutOfMemoryError");
        }

        @Test
        void passes_jvm_options_and_the_metrics_token_to_the_four_services() {
            assertThat(List.of("coordinator", "postgres-worker", "mongo-worker", "redis-worker"))
                    .allSatisfy(name -> assertThat(
                                    DeployFiles.map(environment(name).get("<<")))
                            .containsEntry("LOCKSTEP_JAVA_OPTIONS", "${LOCKSTEP_JAVA_OPTIONS:-}")
                            .containsEntry("LOCKSTEP_ACCESS_METRICS_TOKEN", required("LOCKSTEP_ACCESS_METRICS_TOKEN")));
        }

        @Test
        void has_no_default_for_a_token() {
            assertThat(environment("coordinator"))
                    .containsEntry(
                            "LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256", required("LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256"));
            assertThat(environment("prometheus"))
                    .containsEntry("METRICS_TOKEN", required("LOCKSTEP_ACCESS_METRICS_TOKEN"));
        }

        private static String required(String variable) {
            return "${%s:?run deploy/create-tokens}".formatted(variable);
        }

        private Map<String, Object> environment(String service) {
            return DeployFiles.map(DeployFiles.map(services().get(service)).get("environment"));
        }

        @Test
        void publishes_ports_on_loopback_only() {
            assertThat(services()).allSatisfy((name, service) -> assertThat(portsOf(DeployFiles.map(service)))
                    .as(name)
                    .allSatisfy(port -> assertThat(port).asString().startsWith("127.0.0.1:")));
        }

        @Test
        void has_no_keys_that_compose_version_1_refuses() {
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
