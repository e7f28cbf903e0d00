package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** Waits of a session with a timeout of one second, on a server without replicas. */
class RedisWriteConfirmationTest {
    private final RedisServer server = DedicatedServers.redis();
    private final TestRedis redis = new TestRedis(server.uri(0));
    private final RedisClients clients = new RedisClients(new DefaultSslBundleRegistry());
    private final RedisClient client = clients.get();

    @AfterEach
    void stop() {
        clients.close();
        redis.close();
        server.stop();
    }

    private RedisSession session(int confirmReplicas) {
        return new RedisConnections(client, redis.settings(5), Duration.ofSeconds(1), confirmReplicas).open();
    }

    @Nested
    class On_a_server_without_WAITAOF {
        @Test
        void the_replicas_may_take_nine_tenths_of_the_timeout() {
            redis.call("CONFIG", "SET", "appendonly", "no");
            try (RedisSession session = session(1)) {
                assertThatThrownBy(session::confirmWrites)
                        .isInstanceOf(RedisCommandTimeoutException.class)
                        .hasMessageContaining("0 replicas have received the writes within 900 ms");
            }
        }
    }

    @Nested
    class On_a_server_with_WAITAOF {
        @BeforeEach
        void skipOlderServers() {
            try (RedisSession session = session(0)) {
                assumeThat(session.version().hasWaitAofCommand())
                        .as("WAITAOF exists from Redis 7.2 on")
                        .isTrue();
            }
        }

        @Test
        void the_replicas_may_take_nine_tenths_of_the_timeout_after_the_disk() {
            try (RedisSession session = session(1)) {
                assertThatThrownBy(session::confirmWrites)
                        .isInstanceOf(RedisCommandTimeoutException.class)
                        .hasMessageContaining("0 replicas have received the writes within 900 ms");
            }
        }

        @Test
        void the_replicas_must_confirm_even_if_the_append_only_file_was_just_turned_off() {
            try (RedisSession session = session(1)) {
                redis.call("CONFIG", "SET", "appendonly", "no");
                assertThatThrownBy(session::confirmWrites)
                        .isInstanceOf(RedisCommandTimeoutException.class)
                        .hasMessageContaining("0 replicas");
            }
        }

        @Test
        void no_wait_is_left_if_the_append_only_file_was_just_turned_off_and_no_replicas_are_required() {
            try (RedisSession session = session(0)) {
                redis.call("CONFIG", "SET", "appendonly", "no");
                assertThatCode(session::confirmWrites).doesNotThrowAnyException();
            }
        }

        @Test
        void the_command_is_not_needed_without_an_append_only_file() {
            redis.call("ACL", "SETUSER", "worker", "on", ">secret", "~*", "+@all", "-waitaof");
            try (RedisSession session = sessionOf(redis.asUser("worker", "secret"))) {
                assertThatThrownBy(session::confirmWrites).hasMessageContaining("NOPERM");
                redis.call("CONFIG", "SET", "appendonly", "no");
                assertThatCode(session::confirmWrites).doesNotThrowAnyException();
            }
        }

        private RedisSession sessionOf(TestRedis user) {
            try (user) {
                return new RedisConnections(client, user.settings(5), Duration.ofSeconds(1), 0).open();
            }
        }
    }
}
