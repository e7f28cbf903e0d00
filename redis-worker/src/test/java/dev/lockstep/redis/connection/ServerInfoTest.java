package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServerInfoTest {
    @Nested
    class An_info_reply {
        @Test
        void is_parsed_line_by_line() {
            ServerInfo info = ServerInfo.parse(
                    "# Server\r\nredis_version:6.2.11\r\nrun_id:abc\r\n\r\n# Memory\r\nmaxmemory:100\r\naof_enabled:1\r\n");
            assertThat(info.version()).isEqualTo(new ServerVersion(6, 2));
            assertThat(info.displayVersion()).isEqualTo("6.2.11");
            assertThat(info.runId()).isEqualTo("abc");
            assertThat(info.number("maxmemory")).isEqualTo(100);
            assertThat(info.number("absent")).isZero();
            assertThat(info.hasAppendOnlyFile()).isTrue();
        }

        @Test
        void names_the_databases_with_keys() {
            ServerInfo info = ServerInfo.parse(
                    "# Keyspace\r\ndb11:keys=1,expires=0\r\ndb2:keys=3,expires=1\r\ndb2_sizes:1=3\r\n");
            assertThat(info.databases()).containsExactly(2, 11);
        }

        @Test
        void of_valkey_has_the_valkey_version() {
            ServerInfo info = ServerInfo.parse("redis_version:7.2.4\r\nvalkey_version:8.1.0\r\n");
            assertThat(info.displayVersion()).isEqualTo("valkey 8.1.0");
            assertThat(info.version().hasWaitAofCommand()).isTrue();
        }

        @Test
        void allows_disk_confirmation_from_7_2_with_an_append_only_file() {
            assertThat(ServerInfo.parse("redis_version:7.2.0\r\naof_enabled:1\r\n")
                            .confirmsDiskWrites())
                    .isTrue();
            assertThat(ServerInfo.parse("redis_version:7.2.0\r\naof_enabled:0\r\n")
                            .confirmsDiskWrites())
                    .isFalse();
            assertThat(ServerInfo.parse("redis_version:6.2.11\r\naof_enabled:1\r\n")
                            .confirmsDiskWrites())
                    .isFalse();
        }
    }

    @Nested
    class A_version {
        @Test
        void decides_which_commands_exist() {
            assertThat(ServerVersion.parse("6.0.20").isSupported()).isFalse();
            assertThat(ServerVersion.parse("6.2.0").isSupported()).isTrue();
            assertThat(ServerVersion.parse("6.2.11").hasExpireTimeCommand()).isFalse();
            assertThat(ServerVersion.parse("7.0.15").hasExpireTimeCommand()).isTrue();
            assertThat(ServerVersion.parse("7.0.15").hasWaitAofCommand()).isFalse();
            assertThat(ServerVersion.parse("10.0.1").hasWaitAofCommand()).isTrue();
        }

        @Test
        void is_refused_if_it_is_not_a_version() {
            assertThatThrownBy(() -> ServerVersion.parse(""))
                    .hasMessage("redis_version is \"\"; expected a version such as 7.2.4");
        }
    }
}
