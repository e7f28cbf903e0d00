package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.ServerKind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SystemPortsTest {

    @Nested
    class Another_port {

        @Test
        void is_given_to_a_service_or_a_server_by_its_name() {
            SystemPorts ports = SystemPorts.usual().with("mongo-worker", 9_082).with("mongo", 9_017);

            assertThat(ports.of(LockstepService.MONGO_WORKER)).isEqualTo(9_082);
            assertThat(ports.servers().of(ServerKind.MONGO)).isEqualTo(9_017);
            assertThat(ports.of(LockstepService.COORDINATOR)).isEqualTo(8_080);
        }

        @Test
        void is_refused_for_a_name_that_nothing_has() {
            assertThatThrownBy(() -> SystemPorts.usual().with("oracle", 1))
                    .hasMessageContaining("'oracle' is none of")
                    .hasMessageContaining("redis-worker");
        }
    }
}
