package dev.lockstep.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.worker.OperationFailed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A transaction that has ended during a trial is reported, and settings do not stay changed. */
class JdbcTrialGuardTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final SingleConnectionDataSource dataSource = connect("");
    private final JdbcClient jdbc = JdbcClient.create(dataSource);

    private SingleConnectionDataSource connect(String parameters) {
        try {
            Connection connection = DriverManager.getConnection(
                    postgres.database().jdbcUrl() + parameters,
                    postgres.database().username(),
                    postgres.database().password());
            connection.setAutoCommit(false);
            return new SingleConnectionDataSource(connection, true);
        } catch (SQLException e) {
            throw new IllegalStateException("the test cannot connect", e);
        }
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.getConnection().unwrap(Connection.class).rollback();
        dataSource.destroy();
        postgres.close();
    }

    private static void expectEnded(ThrowingCallable check) {
        assertThatThrownBy(check).isInstanceOfSatisfying(OperationFailed.class, failed -> assertThat(failed.failure())
                .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                    assertThat(failure.code()).isEqualTo("schema-trial-ended");
                    assertThat(failure.effect()).isEqualTo(StepFailure.Effect.PARTIAL);
                }));
    }

    @Test
    void a_committed_transaction_is_reported_by_each_check() {
        JdbcTrialGuard guard = JdbcTrialGuard.start(jdbc);
        JdbcSimpleQuery.execute(dataSource, "CREATE TABLE escaped (); COMMIT");
        expectEnded(guard::check);
        expectEnded(guard::end);
    }

    @Test
    void a_transaction_that_has_replaced_the_first_one_is_reported() {
        JdbcTrialGuard guard = JdbcTrialGuard.start(jdbc);
        JdbcSimpleQuery.execute(dataSource, "COMMIT; BEGIN; SAVEPOINT lockstep_start");
        expectEnded(guard::end);
    }

    @Test
    void everything_is_rolled_back_at_the_end_after_a_failure() {
        JdbcTrialGuard guard = JdbcTrialGuard.start(jdbc);
        JdbcSimpleQuery.execute(dataSource, "CREATE TABLE tried ()");
        assertThatThrownBy(() -> JdbcSimpleQuery.execute(dataSource, "SELECT 1 / 0"))
                .isInstanceOf(DataAccessException.class);
        guard.end();
        assertThat(jdbc.sql("SELECT to_regclass('tried') IS NULL")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void literals_and_timeouts_are_read_as_before_after_a_statement() {
        JdbcSimpleQuery.execute(dataSource, "SET lock_timeout = '5s'");
        JdbcTrialGuard guard = JdbcTrialGuard.start(jdbc);
        JdbcSimpleQuery.execute(dataSource, "SET standard_conforming_strings = off; SET lock_timeout = 0");
        guard.check();
        assertThat(jdbc.sql(
                                "SELECT current_setting('standard_conforming_strings') || ' ' || current_setting('lock_timeout')")
                        .query(String.class)
                        .single())
                .isEqualTo("on 5s");
    }

    @Test
    void a_transaction_that_permits_no_changes_is_refused() {
        JdbcTrialGuard guard = JdbcTrialGuard.start(jdbc);
        JdbcSimpleQuery.execute(dataSource, "SET transaction_read_only = on");
        assertThatThrownBy(guard::check).isInstanceOfSatisfying(OperationFailed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("setting-changed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?preferQueryMode=simple", "?preferQueryMode=extended"})
    void the_server_refuses_several_commands_in_each_mode_of_the_driver(String parameters) {
        SingleConnectionDataSource connected = connect(parameters);
        try {
            JdbcTrialGuard guard = JdbcTrialGuard.start(JdbcClient.create(connected));
            for (String sql : List.of("CREATE TABLE a (); CREATE TABLE b ()", "CREATE TABLE a (); COMMIT")) {
                assertThatThrownBy(() -> JdbcSimpleQuery.executeSingle(connected, sql))
                        .isInstanceOf(DataAccessException.class)
                        .rootCause()
                        .hasMessageContaining("cannot insert multiple commands");
                guard.end();
            }
            JdbcSimpleQuery.executeSingle(connected, "CREATE TABLE \"a?;\" (b text DEFAULT '?; $1')");
            guard.check();
            guard.end();
        } finally {
            connected.destroy();
        }
    }
}
