package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.Waits;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ProcessLifetime;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceProcessTest {

    @TempDir
    private Path folder;

    private ServiceProcess service(Map<String, String> environment) throws IOException {
        return new ServiceProcess(spec(environment, folder.resolve("service"), ProcessLifetime.WITH_PARENT));
    }

    private ServiceSpec spec(Map<String, String> environment, Path directory, ProcessLifetime lifetime)
            throws IOException {
        return new ServiceSpec(
                LockstepService.COORDINATOR,
                FakeCheckout.createIn(folder),
                directory,
                FreePorts.next(),
                ServiceSpec.SMALL_HEAP,
                environment,
                lifetime);
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

    @Nested
    class A_service_without_memory {

        private void useUpHeap(ServiceProcess service) throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(service.url().resolve("/out-of-memory"))
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThatThrownBy(() -> client.send(request, BodyHandlers.discarding()))
                        .isInstanceOf(IOException.class);
            }
        }

        @Test
        void exits() throws IOException, InterruptedException {
            ServiceProcess service = service(Map.of());
            service.start();
            service.awaitReady(Waits.LIMIT);

            useUpHeap(service);

            await().atMost(Waits.LIMIT).until(() -> !service.isRunning());
            assertThat(service.log()).contains("Terminating due to java.lang.OutOfMemoryError");
            assertThat(service.startReason()).contains("it has ended");
        }

        // The JVM splits its option at a semicolon, replaces what follows a percent sign, and a shell reads the rest.
        @ParameterizedTest
        @ValueSource(strings = {"service", "it's 100 %p; false"})
        void is_started_again_if_it_outlives_the_command_that_started_it(String directory)
                throws IOException, InterruptedException {
            ServiceSpec spec = spec(Map.of(), folder.resolve(directory), ProcessLifetime.DETACHED);
            try {
                ServiceProcess service = new ServiceProcess(spec);
                service.start();
                service.awaitReady(Waits.LIMIT);
                long pid = service.pid();
                Path addresses = Files.writeString(folder.resolve("local-stack.properties"), "coordinator.pid=" + pid);

                useUpHeap(service);

                await().atMost(Waits.LIMIT).until(() -> new ServiceProcess(spec).isReady());
                ServiceProcess restarted = new ServiceProcess(spec);
                assertThat(restarted.pid()).isNotEqualTo(pid);
                assertThat(restarted.startReason()).isEmpty();
                await().atMost(Waits.LIMIT)
                        .untilAsserted(() -> assertThat(addresses).hasContent("coordinator.pid=" + restarted.pid()));
                await().atMost(Waits.LIMIT)
                        .until(() -> restarted.log().contains("process " + pid + " ended with an OutOfMemoryError"));
            } finally {
                new ServiceProcess(spec).stop();
            }
        }
    }
}
