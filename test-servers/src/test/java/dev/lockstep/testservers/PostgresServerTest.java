package dev.lockstep.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.server.ServerAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = DedicatedServers.postgres();
    }

    private static void execute(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    @Nested
    class A_killed_server {

        @Test
        void has_every_acknowledged_row_after_a_restart_on_the_same_port() throws SQLException {
            PostgresDatabase database = server.createDatabase("killed", "killed", "secret");
            execute(database, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n");
            ServerAddress before = server.address();
            long pid = server.pid();

            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(() -> read(database, "SELECT 1")).isInstanceOf(SQLException.class);
            server.start();

            assertThat(server.address()).isEqualTo(before);
            assertThat(server.pid()).isNotEqualTo(pid);
            assertThat(read(database, "SELECT count(*) FROM t")).isEqualTo("1000");
        }

        @Test
        void can_be_started_while_a_client_of_the_old_process_is_connected() throws SQLException {
            try (Connection connection = server.admin().connect()) {
                connection.setAutoCommit(false);
                connection.createStatement().execute("SELECT 1");

                server.kill();
                server.start();

                assertThat(read(server.admin(), "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Nested
    class A_running_server {

        @Test
        void writes_before_it_acknowledges_and_listens_on_loopback_only() throws SQLException {
            assertThat(read(server.admin(), "SHOW fsync")).isEqualTo("off");
            assertThat(read(server.admin(), "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(read(server.admin(), "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }

        @Test
        void can_be_restarted_while_a_client_is_connected() throws SQLException {
            try (Connection connection = server.admin().connect()) {
                assertThat(connection.isValid(1)).isTrue();
                server.restart();
                assertThat(read(server.admin(), "SELECT 1")).isEqualTo("1");
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
        void answers_after_it_is_resumed() throws SQLException {
            server.start();
            try (Connection connection = server.admin().connect();
                    Statement statement = connection.createStatement()) {
                int backend = Integer.parseInt(read(server.admin(), "SELECT 1"));
                server.pause();
                CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> readUnchecked("SELECT 2"));
                assertThat(statement.execute("SELECT " + backend)).isTrue();
                assertThat(answer).isNotDone();

                server.resume();

                await().atMost(Waits.LIMIT)
                        .untilAsserted(() -> assertThat(answer).isCompletedWithValue("2"));
            }
        }

        private String readUnchecked(String sql) {
            try {
                return read(server.admin(), sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class A_database {

        @Test
        void has_an_owner_who_is_not_an_administrator() throws SQLException {
            PostgresDatabase database = server.createDatabase("owned", "plain_owner", "secret");

            assertThat(read(database, "SELECT current_user")).isEqualTo("plain_owner");
            assertThatThrownBy(() -> execute(database, "CREATE ROLE another"))
                    .hasMessageContaining("permission denied");
        }

        @Test
        void refuses_a_wrong_password() {
            PostgresDatabase database = server.createDatabase("guarded", "guarded", "secret");

            assertThatThrownBy(() -> database.as("guarded", "wrong").connect())
                    .hasMessageContaining("password authentication failed");
        }

        @Test
        void allows_a_reader_to_read_but_not_to_write() throws SQLException {
            PostgresDatabase database = server.createDatabase("readable", "writer", "secret");
            execute(database, "CREATE TABLE before_reader (n integer)");
            PostgresDatabase reader = server.createReader(database, "only_reader", "secret");
            execute(database, "CREATE TABLE after_reader (n integer)");

            assertThat(read(reader, "SELECT count(*) FROM before_reader")).isEqualTo("0");
            assertThat(read(reader, "SELECT count(*) FROM after_reader")).isEqualTo("0");
            assertThatThrownBy(() -> execute(reader, "INSERT INTO before_reader VALUES (1)"))
                    .hasMessageContaining("permission denied");
        }
    }
}
