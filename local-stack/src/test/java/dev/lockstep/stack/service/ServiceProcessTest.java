package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.FreePorts;
import dev.lockstep.stack.process.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private ServiceProcess service(Map<String, String> environment) throws IOException {
        return new ServiceProcess(new ServiceSpec(
                LockstepService.COORDINATOR,
                StandInProject.in(folder),
                folder.resolve("home"),
                FreePorts.next(),
                ServiceSpec.SMALL_HEAP,
                environment,
                Lifetime.WITH_LAUNCHER));
    }

    @Nested
    class A_service {

        @Test
        void is_ready_when_it_says_so_and_comes_back_after_a_kill_on_the_same_port() throws IOException {
            ServiceProcess service = service(Map.of());
            service.start();
            service.awaitReady(LIMIT);
            long pid = service.pid();

            service.kill();
            assertThat(service.isRunning()).isFalse();
            assertThat(service.isReady()).isFalse();
            service.start();
            service.awaitReady(LIMIT);

            assertThat(service.pid()).isNotEqualTo(pid);
            service.stop();
            assertThat(service.isRunning()).isFalse();
        }

        @Test
        void starts_from_a_cache_that_is_not_of_its_build_as_if_there_were_none() throws IOException {
            ServiceProcess service = service(Map.of());
            Files.writeString(LockstepService.COORDINATOR.startUpCache(folder), "of another build");

            service.start();

            service.awaitReady(LIMIT);
            assertThat(service.log()).contains("AOT cache");
            service.stop();
        }

        @Test
        void is_not_built_when_there_is_no_jar() {
            ServiceProcess service = new ServiceProcess(new ServiceSpec(
                    LockstepService.REDIS_WORKER,
                    folder,
                    folder,
                    FreePorts.next(),
                    ServiceSpec.SMALL_HEAP,
                    Map.of(),
                    Lifetime.WITH_LAUNCHER));

            assertThatThrownBy(service::start)
                    .hasMessageContaining("redis-worker")
                    .hasMessageContaining("is not built");
        }

        @Test
        void that_ends_at_once_is_reported_with_its_log() throws IOException {
            ServiceProcess service = service(Map.of(StandInService.FAILS, "no database today"));
            service.start();

            assertThatThrownBy(() -> service.awaitReady(LIMIT))
                    .hasMessageContaining("ended before it was ready")
                    .hasMessageContaining("no database today");
        }
    }
}
