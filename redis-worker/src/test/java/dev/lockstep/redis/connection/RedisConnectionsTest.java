package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class RedisConnectionsTest {
    private final TestRedis redis = TestRedis.fresh();
    private final RedisClients clients = new RedisClients(new DefaultSslBundleRegistry());
    private final RedisClient client = clients.get();
    private final RedisConnections connections = connections(redis);

    @AfterEach
    void close() {
        connections.close();
        clients.close();
        redis.close();
    }

    private RedisConnections connections(TestRedis server) {
        return new RedisConnections(client, server.settings(5), Duration.ofSeconds(5), 0);
    }

    private static long idOf(RedisSession session) {
        return session.<Long>call(RedisServerAsyncCommands::clientId);
    }

    private long idOfNext() {
        return connections.withSession(RedisConnectionsTest::idOf);
    }

    @Nested
    class A_session {
        @Test
        void is_kept_for_the_next_work() {
            assertThat(idOfNext()).isEqualTo(idOfNext());
        }

        @Test
        void is_used_by_one_work_at_a_time() {
            long first = connections.withSession(
                    outer -> connections.withSession(inner -> idOf(outer) == idOf(inner) ? 0 : idOf(inner)));
            assertThat(first).isNotZero();
        }

        @Test
        void is_not_kept_after_work_that_failed() {
            List<Long> failed = new ArrayList<>();
            assertThatThrownBy(() -> connections.withSession(session -> {
                        failed.add(idOf(session));
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessage("failed");
            assertThat(failed).doesNotContain(idOfNext());
        }

        @Test
        void that_the_server_has_closed_is_replaced() {
            long closed = idOfNext();
            redis.call("CLIENT", "KILL", "ID", Long.toString(closed));
            assertThat(idOfNextAfterLoss()).isNotEqualTo(closed);
        }

        /** The first work after the loss fails if the driver has not seen the end of the connection yet. */
        private long idOfNextAfterLoss() {
            try {
                return idOfNext();
            } catch (RuntimeException _lost) {
                return idOfNext();
            }
        }

        @Test
        void whose_server_does_not_answer_is_closed() {
            RedisServer server = DedicatedServers.redis();
            try (TestRedis paused = new TestRedis(server.uri(0));
                    RedisConnections own = connections(paused);
                    RedisSession session = own.open()) {
                assertThat(session.answers(Duration.ofSeconds(5))).isTrue();
                server.pause();
                assertThat(session.answers(Duration.ofMillis(100))).isFalse();
                assertThat(session.isOpen()).isFalse();
            } finally {
                server.stop();
            }
        }

        @Test
        void is_closed_with_the_connections() {
            List<RedisSession> kept = new ArrayList<>();
            connections.withSession(session -> {
                kept.add(session);
                connections.close();
                return true;
            });
            assertThat(kept).noneMatch(RedisSession::isOpen);
        }
    }
}
