package dev.lockstep.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.redis.RedisConnection;
import dev.lockstep.stack.redis.RedisReply;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisServerTest {

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = Servers.redis("s3cret");
    }

    private static String get(RedisConnection connection, String key) {
        return connection.call("GET", key) instanceof RedisReply.Bulk bulk ? bulk.text() : "(nothing)";
    }

    private static long number(RedisReply reply) {
        return reply instanceof RedisReply.Whole whole ? whole.value() : Long.MIN_VALUE;
    }

    @Nested
    class A_killed_server {

        @Test
        void has_every_acknowledged_key_after_it_is_started_again() {
            try (RedisConnection connection = server.connect(1)) {
                for (int key = 0; key < 500; key++) {
                    connection.call("SET", "k" + key, "v" + key);
                }
            }

            server.kill();
            assertThatThrownBy(() -> server.connect(1)).isInstanceOf(UncheckedIOException.class);
            server.start();

            try (RedisConnection connection = server.connect(1)) {
                assertThat(number(connection.call("DBSIZE"))).isEqualTo(500);
                assertThat(get(connection, "k499")).isEqualTo("v499");
            }
        }

        @Test
        void keeps_the_absolute_expiry_of_a_key() {
            long expiry = System.currentTimeMillis() + 3_600_000;
            try (RedisConnection connection = server.connect(2)) {
                connection.call("SET", "lives", "1", "PXAT", Long.toString(expiry));
                connection.call("SET", "dies", "1", "PX", "1");
            }

            server.kill();
            server.start();

            try (RedisConnection connection = server.connect(2)) {
                long left = number(connection.call("PTTL", "lives"));
                assertThat(System.currentTimeMillis() + left).isBetween(expiry - 1_000, expiry + 1_000);
                assertThat(get(connection, "dies")).isEqualTo("(nothing)");
            }
        }
    }

    @Nested
    class A_paused_server {

        @AfterEach
        void resumeEvenAfterAFailure() {
            server.resume();
        }

        @Test
        void answers_nothing_until_it_is_resumed() {
            try (RedisConnection connection = server.connect(3)) {
                server.pause();
                CompletableFuture<RedisReply> answer =
                        CompletableFuture.supplyAsync(() -> connection.call("SET", "while", "paused"));
                await().during(java.time.Duration.ofMillis(300)).until(() -> !answer.isDone());

                server.resume();

                await().atMost(Waits.LIMIT).until(answer::isDone);
                assertThat(get(connection, "while")).isEqualTo("paused");
            }
        }
    }

    @Nested
    class A_running_server {

        @Test
        void asks_for_its_password() {
            try (RedisConnection stranger = RedisConnection.open(
                    server.address().host(), server.address().port())) {
                assertThat(stranger.isServing()).isFalse();
                assertThatThrownBy(() -> stranger.authenticate("wrong")).hasMessageContaining("WRONGPASS");
            }
        }

        @Test
        void knows_binary_keys_and_values_of_every_byte() {
            byte[] every = new byte[256];
            for (int value = 0; value < every.length; value++) {
                every[value] = (byte) value;
            }
            try (RedisConnection connection = server.connect(4)) {
                connection.call("SET".getBytes(java.nio.charset.StandardCharsets.US_ASCII), every, every);
                RedisReply reply = connection.call("GET".getBytes(java.nio.charset.StandardCharsets.US_ASCII), every);
                assertThat(reply).isInstanceOfSatisfying(RedisReply.Bulk.class, bulk -> assertThat(bulk.bytes())
                        .isEqualTo(every));
            }
        }
    }
}
