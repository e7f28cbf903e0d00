package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.server.ServerKind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SystemPortsTest {

    @Nested
    class Another_port {

        @Test
        void can_be_set_for_a_service_or_a_server_by_name() {
            SystemPorts ports =
                    SystemPorts.defaults().with("mongo-worker", 9_082).with("mongo", 9_017);

            assertThat(ports.of(LockstepService.MONGO_WORKER)).isEqualTo(9_082);
            assertThat(ports.servers().of(ServerKind.MONGO)).isEqualTo(9_017);
            assertThat(ports.of(LockstepService.COORDINATOR)).isEqualTo(8_080);
        }

        @Test
        void is_refused_for_an_unknown_name() {
            assertThatThrownBy(() -> SystemPorts.defaults().with("oracle", 1))
                    .hasMessageContaining("unknown server or service 'oracle'; expected one of postgres")
                    .hasMessageContaining("redis-worker");
        }
    }
}
