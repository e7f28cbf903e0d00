package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.FreePorts;
import dev.lockstep.stack.process.Lifetime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
                projectWith(StandInService.class),
                folder.resolve("home"),
                FreePorts.next(),
                ServiceSpec.SMALL_HEAP,
                environment,
                Lifetime.WITH_LAUNCHER));
    }

    private Path projectWith(Class<?> main) throws IOException {
        Path jar = LockstepService.COORDINATOR.jar(folder);
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        String entry = main.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(file, manifest);
                InputStream code = Objects.requireNonNull(main.getClassLoader().getResourceAsStream(entry))) {
            zip.putNextEntry(new JarEntry(entry));
            code.transferTo(zip);
        }
        return folder;
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
