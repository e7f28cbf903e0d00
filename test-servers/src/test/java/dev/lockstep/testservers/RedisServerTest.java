package dev.lockstep.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.redis.RedisProbe;
import dev.lockstep.stack.redis.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.params.SetParams;

class RedisServerTest {

    private static final String PASSWORD = "s3cret";

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = DedicatedServers.redis(PASSWORD);
    }

    @Nested
    class A_killed_server {

        @Test
        void has_every_acknowledged_key_after_a_restart() {
            try (Jedis redis = server.connect(1)) {
                for (int key = 0; key < 500; key++) {
                    redis.set("k" + key, "v" + key);
                }
            }

            server.kill();
            assertThatThrownBy(() -> server.connect(1)).isInstanceOf(JedisConnectionException.class);
            server.start();

            try (Jedis redis = server.connect(1)) {
                assertThat(redis.dbSize()).isEqualTo(500);
                assertThat(redis.get("k499")).isEqualTo("v499");
            }
        }

        @Test
        void keeps_the_absolute_expiry_of_a_key() {
            long expiry = System.currentTimeMillis() + 3_600_000;
            try (Jedis redis = server.connect(2)) {
                redis.set("long", "1", new SetParams().pxAt(expiry));
                redis.set("short", "1", new SetParams().px(1));
            }

            server.kill();
            server.start();

            try (Jedis redis = server.connect(2)) {
                long remaining = redis.pttl("long");
                assertThat(System.currentTimeMillis() + remaining).isBetween(expiry - 1_000, expiry + 1_000);
                assertThat(redis.get("short")).isNull();
            }
        }
    }

    @Nested
    class A_paused_server {

        @AfterEach
        void resumeServer() {
            server.resume();
        }

        @Test
        void answers_after_it_is_resumed() {
            try (Jedis redis = server.connect(3)) {
                server.pause();
                CompletableFuture<String> answer =
                        CompletableFuture.supplyAsync(() -> redis.set("written", "while paused"));
                await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());

                server.resume();

                await().atMost(Waits.LIMIT).until(answer::isDone);
                assertThat(redis.get("written")).isEqualTo("while paused");
            }
        }
    }

    @Nested
    class A_running_server {

        @Test
        void requires_its_password() {
            int port = server.address().port();

            assertThat(RedisProbe.isReady(port, PASSWORD)).isTrue();
            assertThat(RedisProbe.isReady(port, "")).isFalse();
            URI wrongPassword = URI.create("redis://:wrong@" + server.address());
            assertThatThrownBy(() -> new Jedis(wrongPassword)).hasMessageContaining("WRONGPASS");
        }

        @Test
        void accepts_binary_keys_and_values_of_every_byte() {
            byte[] everyByte = new byte[256];
            for (int value = 0; value < everyByte.length; value++) {
                everyByte[value] = (byte) value;
            }
            try (Jedis redis = server.connect(4)) {
                redis.set(everyByte, everyByte);
                assertThat(redis.get(everyByte)).isEqualTo(everyByte);
            }
        }
    }
}
