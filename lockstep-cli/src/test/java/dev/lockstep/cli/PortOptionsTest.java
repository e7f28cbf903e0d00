package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.SystemPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PortOptionsTest {

    @TempDir
    private Path folder;

    private SystemPorts resolve(String... options) {
        return CommandLine.populateCommand(new PortOptions(), options).resolve(new StackDirectory(folder));
    }

    @Nested
    class Ports_on_the_command_line {

        @Test
        void are_the_defaults_without_options() {
            assertThat(resolve()).isEqualTo(SystemPorts.defaults());
        }

        @Test
        void are_the_last_used_ones_of_the_directory() throws IOException {
            Files.writeString(folder.resolve("ports.properties"), "kafka=9092\n");
            Files.writeString(folder.resolve("local-stack.properties"), "coordinator.url=http://127.0.0.1:9080\n");

            SystemPorts ports = resolve("--port=redis=7000");

            assertThat(ports)
                    .isEqualTo(SystemPorts.defaults()
                            .with("kafka", 9_092)
                            .with("coordinator", 9_080)
                            .with("redis", 7_000));
        }

        @Test
        void can_be_set_one_by_one() {
            SystemPorts ports = resolve("--port=coordinator=9080,kafka=9092", "--port=redis=7000");

            assertThat(ports.of(LockstepService.COORDINATOR)).isEqualTo(9_080);
            assertThat(ports.servers().of(ServerKind.KAFKA)).isEqualTo(9_092);
            assertThat(ports.servers().of(ServerKind.REDIS)).isEqualTo(7_000);
        }

        @Test
        void are_free_ones_on_request() {
            assertThat(resolve("--ports=free").of(LockstepService.COORDINATOR)).isGreaterThanOrEqualTo(20_000);
        }

        @Test
        void are_refused_for_an_unknown_mode() {
            assertThatThrownBy(() -> resolve("--ports=random"))
                    .hasMessageContaining("--ports is 'random', expected 'free'");
        }
    }
}
