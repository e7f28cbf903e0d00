package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.process.ProcessLifetime;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ApplicationEndpointsTest {

    private static Map<String, String> environment(Set<LockstepService> services, Map<String, String> inherited) {
        SystemSpec spec = new SystemSpec(
                Path.of(""),
                new StackDirectory(Path.of("stack")),
                SystemPorts.defaults(),
                ProcessLifetime.WITH_PARENT,
                Map.of(),
                services);
        return ApplicationEndpoints.of(spec, new SystemTokens("a", "m", "p")).environment(inherited);
    }

    @Nested
    class The_coordinator_of_a_system_with_the_sample_application {

        @Test
        void gets_its_endpoints_and_its_token() {
            assertThat(environment(LockstepService.all(), Map.of()))
                    .containsEntry("LOCKSTEP_ENDPOINTS_SAMPLE_MAINTENANCE_URL", "http://127.0.0.1:8084/maintenance")
                    .containsEntry("LOCKSTEP_ENDPOINTS_SAMPLE_MAINTENANCE_METHOD", "PUT")
                    .containsEntry("LOCKSTEP_ENDPOINTS_SAMPLE_MAINTENANCE_LEAVE_METHOD", "DELETE")
                    .containsEntry("LOCKSTEP_ENDPOINTS_SAMPLE_MAINTENANCE_BEARER_TOKEN", "p")
                    .containsEntry("LOCKSTEP_ENDPOINTS_SAMPLE_SMOKE_URL", "http://127.0.0.1:8084/smoke?form=new")
                    .containsEntry("LOCKSTEP_ENDPOINTS_TEAM_CHAT_URL", "http://127.0.0.1:8084/team-chat")
                    .containsEntry("LOCKSTEP_ENDPOINTS_TEAM_CHAT_FORMAT", "text");
        }

        @Test
        void gets_no_settings_of_an_endpoint_that_the_user_configures() {
            Map<String, String> user = Map.of("LOCKSTEP_ENDPOINTS_TEAM_CHAT_URL", "https://chat.example/hook");

            assertThat(environment(LockstepService.all(), user).keySet())
                    .contains("LOCKSTEP_ENDPOINTS_SAMPLE_SMOKE_URL")
                    .noneMatch(name -> name.startsWith("LOCKSTEP_ENDPOINTS_TEAM_CHAT"));
        }
    }

    @Nested
    class The_coordinator_of_a_system_without_it {

        @Test
        void gets_no_endpoints() {
            assertThat(environment(LockstepService.ofLockstep(), Map.of())).isEmpty();
        }
    }
}
