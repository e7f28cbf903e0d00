package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.ServerKind;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.SystemPorts;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PortsTest {

    private static SystemPorts chosen(String... options) {
        return CommandLine.populateCommand(new Ports(), options).chosen();
    }

    @Nested
    class Ports_on_the_command_line {

        @Test
        void are_the_usual_ones_when_nothing_is_said() {
            assertThat(chosen()).isEqualTo(SystemPorts.usual());
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
