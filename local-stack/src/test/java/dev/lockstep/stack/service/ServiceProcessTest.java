package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.Waits;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ProcessLifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {

    @TempDir
    private Path folder;

    private ServiceProcess service(Map<String, String> environment) throws IOException {
        return new ServiceProcess(new ServiceSpec(
                LockstepService.COORDINATOR,
                FakeCheckout.createIn(folder),
                folder.resolve("service"),
                FreePorts.next(),
                ServiceSpec.SMALL_HEAP,
                environment,
                ProcessLifetime.WITH_PARENT));
    }

    @Nested
    class A_service {

        @Test
        void is_ready_when_its_endpoint_answers_and_can_be_restarted_after_a_kill() throws IOException {
            ServiceProcess service = service(Map.of());
            service.start();
            service.awaitReady(Waits.LIMIT);
            long pid = service.pid();

            service.kill();
            assertThat(service.isRunning()).isFalse();
            assertThat(service.isReady()).isFalse();
            service.start();
            service.awaitReady(Waits.LIMIT);

            assertThat(service.pid()).isNotEqualTo(pid);
            service.stop();
            assertThat(service.isRunning()).isFalse();
        }

        @Test
        void starts_even_if_the_start_up_cache_is_invalid() throws IOException {
            ServiceProcess service = service(Map.of());
            Files.writeString(LockstepService.COORDINATOR.startUpCache(folder), "not a cache");

            service.start();

            service.awaitReady(Waits.LIMIT);
            assertThat(service.log()).contains("AOT cache");
            service.stop();
        }

        @Test
        void refuses_to_start_without_its_jar() {
            ServiceProcess service = new ServiceProcess(new ServiceSpec(
                    LockstepService.REDIS_WORKER,
                    folder,
                    folder,
                    FreePorts.next(),
                    ServiceSpec.SMALL_HEAP,
                    Map.of(),
                    ProcessLifetime.WITH_PARENT));

            assertThatThrownBy(service::start)
                    .hasMessageContaining("redis-worker")
                    .hasMessageContaining("is not built");
        }

        @Test
        void is_reported_with_its_log_if_it_exits_during_start() throws IOException {
            ServiceProcess service = service(Map.of(FakeService.FAILURE, "no database"));
            service.start();

            assertThatThrownBy(() -> service.awaitReady(Waits.LIMIT))
                    .hasMessageContaining("exited before it was ready")
                    .hasMessageContaining("no database");
        }
    }
}
