package dev.lockstep.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.postgres.fixture.TcpProxy;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcSessionPoolTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestPostgres postgres = TestPostgres.fresh().withOption("lock-timeout", "200ms");

    @AfterEach
    void close() {
        postgres.close();
    }

    private static Duration networkTimeoutOf(JdbcSession session) throws SQLException {
        return Duration.ofMillis(session.connection().getNetworkTimeout());
    }

    private static boolean isClosed(JdbcSession session) throws SQLException {
        return session.connection().unwrap(BaseConnection.class).isClosed();
    }

    @Nested
    class A_session {
        @Test
        void waits_long_for_the_server_only_after_long_statements_are_allowed() throws SQLException {
            try (JdbcConnections connections = new JdbcConnections(PostgresSettings.of(postgres.settings()))) {
                JdbcSessionPool pool = connections.sessions();
                JdbcSession first = pool.take("first");
                assertThat(networkTimeoutOf(first)).isLessThan(Duration.ofSeconds(15));
                pool.allowLongStatements(first);
                assertThat(networkTimeoutOf(first)).isGreaterThan(Duration.ofHours(1));
                pool.keep(first);
                JdbcSession second = pool.take("second");
                assertThat(second.state().pid()).isEqualTo(first.state().pid());
                assertThat(networkTimeoutOf(second)).isLessThan(Duration.ofSeconds(15));
                pool.discard(second);
            }
        }

        @Test
        void whose_server_no_longer_answers_is_closed_instead_of_kept() throws Exception {
            try (TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                    JdbcConnections connections =
                            new JdbcConnections(PostgresSettings.of(postgres.settingsThrough(proxy)))) {
                JdbcSessionPool pool = connections.sessions();
                JdbcSession session = pool.take("first");
                pool.allowLongStatements(session);
                proxy.freeze();
                CompletableFuture.runAsync(() -> pool.keep(session)).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                assertThat(pool.idleBackends()).isEmpty();
                await().atMost(TIMEOUT).until(() -> isClosed(session));
            }
        }
    }

    @Nested
    class Idle_connections {
        private long openConnections() {
            return Long.parseLong(
                    postgres.value(
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lockstep%'"));
        }

        @Test
        void are_closed_and_a_session_in_use_goes_on() {
            try (JdbcConnections connections = new JdbcConnections(PostgresSettings.of(postgres.settings()))) {
                long before = openConnections();
                connections.inTransaction(
                        jdbc -> jdbc.sql("SELECT 1").query(Integer.class).single());
                JdbcSession used = connections.sessions().take("lockstep/used");
                assertThat(openConnections()).isEqualTo(before + 2);
                connections.closeIdle();
                await().atMost(TIMEOUT).until(() -> openConnections() == before + 1);
                assertThat(JdbcClient.create(JdbcConnections.dataSourceOf(used.connection()))
                                .sql("SELECT 2")
                                .query(Integer.class)
                                .single())
                        .isEqualTo(2);
                connections.sessions().keep(used);
                await().atMost(TIMEOUT).until(() -> openConnections() == before);
                assertThat(connections.<Integer>inTransaction(jdbc ->
                                jdbc.sql("SELECT 3").query(Integer.class).single()))
                        .isEqualTo(3);
            }
        }
    }

    @Nested
    class A_discarded_session {
        @Test
        void is_closed_after_its_long_statements() {
            try (JdbcConnections connections = new JdbcConnections(PostgresSettings.of(postgres.settings()))) {
                JdbcSessionPool pool = connections.sessions();
                JdbcSession session = pool.take("first");
                pool.allowLongStatements(session);
                pool.discard(session);
                await().atMost(TIMEOUT).until(() -> isClosed(session));
            }
        }
    }

    @Nested
    class A_closed_pool {
        @Test
        void leaves_no_tasks_in_the_queue_of_the_housekeeper() {
            int before = JdbcDataSources.HOUSEKEEPER.getQueue().size();
            try (JdbcConnections connections = new JdbcConnections(PostgresSettings.of(postgres.settings()))) {
                JdbcSessionPool pool = connections.sessions();
                pool.discard(pool.take("first"));
                assertThat(JdbcDataSources.HOUSEKEEPER.getQueue()).hasSizeGreaterThan(before);
            }
            assertThat(JdbcDataSources.HOUSEKEEPER.getQueue()).hasSizeLessThanOrEqualTo(before);
        }
    }
}
