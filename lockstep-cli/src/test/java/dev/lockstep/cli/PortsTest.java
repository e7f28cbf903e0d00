package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.ServerKind;
import dev.lockstep.stack.StackDirectory;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.SystemPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PortsTest {

    @TempDir
    private Path folder;

    private SystemPorts chosen(String... options) {
        return CommandLine.populateCommand(new Ports(), options).chosen(new StackDirectory(folder));
    }

    @Nested
    class Ports_on_the_command_line {

        @Test
        void are_the_usual_ones_when_nothing_is_said() {
            assertThat(chosen()).isEqualTo(SystemPorts.usual());
        }

        @Test
        void are_those_of_the_last_time_where_there_was_one() throws IOException {
            Files.writeString(folder.resolve("ports.properties"), "kafka=9092\n");
            Files.writeString(folder.resolve("local-stack.properties"), "coordinator.url=http://127.0.0.1:9080\n");

            SystemPorts ports = chosen("--port=redis=7000");

            assertThat(ports)
                    .isEqualTo(SystemPorts.usual()
                            .with("kafka", 9_092)
                            .with("coordinator", 9_080)
                            .with("redis", 7_000));
        }

        @Test
        void are_changed_one_by_one() {
            SystemPorts ports = chosen("--port=coordinator=9080,kafka=9092", "--port=redis=7000");

            assertThat(ports.of(LockstepService.COORDINATOR)).isEqualTo(9_080);
            assertThat(ports.servers().of(ServerKind.KAFKA)).isEqualTo(9_092);
            assertThat(ports.servers().of(ServerKind.REDIS)).isEqualTo(7_000);
        }

        @Test
        void are_any_that_nobody_uses_when_asked_so() {
            assertThat(chosen("--ports=free").of(LockstepService.COORDINATOR)).isGreaterThanOrEqualTo(20_000);
        }

        @Test
        void are_refused_when_the_choice_is_unknown() {
            assertThatThrownBy(() -> chosen("--ports=random")).hasMessageContaining("--ports takes 'free'");
        }
    }
}
