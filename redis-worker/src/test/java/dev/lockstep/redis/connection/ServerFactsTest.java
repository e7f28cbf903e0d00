package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServerFactsTest {
    @Nested
    class What_info_says {
        @Test
        void is_read_line_by_line() {
            ServerFacts facts = ServerFacts.parse(
                    "# Server\r\nredis_version:6.2.11\r\nrun_id:abc\r\n\r\n# Memory\r\nmaxmemory:100\r\naof_enabled:1\r\n");
            assertThat(facts.version()).isEqualTo(new ServerVersion(6, 2));
            assertThat(facts.versionText()).isEqualTo("6.2.11");
            assertThat(facts.runId()).isEqualTo("abc");
            assertThat(facts.number("maxmemory")).isEqualTo(100);
            assertThat(facts.number("absent")).isZero();
            assertThat(facts.keepsEveryWrite()).isTrue();
        }

        @Test
        void of_valkey_names_it() {
            ServerFacts facts = ServerFacts.parse("redis_version:7.2.4\r\nvalkey_version:8.1.0\r\n");
            assertThat(facts.versionText()).isEqualTo("valkey 8.1.0");
            assertThat(facts.version().waitsForDisk()).isTrue();
        }

        @Test
        void of_the_disk_it_tells_from_a_version_on_and_with_an_append_only_file() {
            assertThat(ServerFacts.parse("redis_version:7.2.0\r\naof_enabled:1\r\n")
                            .tellsOfDisk())
                    .isTrue();
            assertThat(ServerFacts.parse("redis_version:7.2.0\r\naof_enabled:0\r\n")
                            .tellsOfDisk())
                    .isFalse();
            assertThat(ServerFacts.parse("redis_version:6.2.11\r\naof_enabled:1\r\n")
                            .tellsOfDisk())
                    .isFalse();
        }
    }

    @Nested
    class A_version {
        @Test
        void tells_which_commands_there_are() {
            assertThat(ServerVersion.parse("6.0.20").isSupported()).isFalse();
            assertThat(ServerVersion.parse("6.2.0").isSupported()).isTrue();
            assertThat(ServerVersion.parse("6.2.11").tellsExpiry()).isFalse();
            assertThat(ServerVersion.parse("7.0.15").tellsExpiry()).isTrue();
            assertThat(ServerVersion.parse("7.0.15").waitsForDisk()).isFalse();
            assertThat(ServerVersion.parse("10.0.1").waitsForDisk()).isTrue();
        }

        @Test
        void that_is_none_is_refused() {
            assertThatThrownBy(() -> ServerVersion.parse("")).hasMessage(" is not a version");
        }
    }
}
