package dev.lockstep.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.worker.OperationFailed;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionSystemException;

class PostgresFailuresTest {
    @Nested
    class An_sqlstate {
        @ParameterizedTest
        @CsvSource({
            "08000, Unreachable, connection exception",
            "08001, Unreachable, cannot connect",
            "08003, Unreachable, connection does not exist",
            "08006, Unreachable, connection failure",
            "57P01, Unreachable, shut down by an administrator",
            "57P02, Unreachable, crashed",
            "57P03, Unreachable, starting up",
            "57P05, Unreachable, idle session timeout",
            "40001, Transient, serialization failure",
            "40P01, Transient, deadlock",
            "40003, Transient, statement completion unknown",
            "53100, Transient, disk full",
            "53200, Transient, out of memory",
            "53300, Transient, too many connections",
            "55006, Transient, object in use",
            "55P03, Transient, lock not available",
            "25P03, Transient, idle in transaction for too long",
            "58030, Transient, I/O error",
            "0A000, Permanent, not supported",
            "22012, Permanent, division by zero",
            "23502, Permanent, not null violation",
            "23505, Permanent, unique violation",
            "25006, Permanent, read-only transaction",
            "25P02, Permanent, failed transaction",
            "28000, Permanent, invalid authorization",
            "28P01, Permanent, wrong password",
            "2BP01, Permanent, dependent objects",
            "2D000, Permanent, a procedure that commits",
            "3D000, Permanent, no such database",
            "42501, Permanent, insufficient privilege",
            "42601, Permanent, syntax error",
            "42703, Permanent, undefined column",
            "42P01, Permanent, undefined table",
            "42P07, Permanent, duplicate table",
            "54000, Permanent, program limit exceeded",
            "55000, Permanent, not in prerequisite state",
            "57014, Permanent, cancelled or timed out",
            "P0001, Permanent, raised by a routine",
            "XX000, Permanent, internal error",
            "X, Permanent, not an SQLSTATE"
        })
        void is_classified(String code, String kind, String meaning) {
            StepFailure failure = PostgresFailures.of(new SQLException(meaning, code));
            assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).isEqualTo(meaning);
        }
    }

    @Nested
    class A_message {
        @Test
        void contains_all_fields_of_the_server_message() {
            ServerErrorMessage server = new ServerErrorMessage(String.join(
                    "\0",
                    "SERROR",
                    "C23505",
                    "Mduplicate key value violates unique constraint \"u\"",
                    "DKey (id)=(7) already exists.",
                    "HTry another.",
                    "WSQL function f",
                    "P12",
                    ""));
            assertThat(PostgresFailures.of(new PSQLException(server)).message())
                    .isEqualTo("ERROR: duplicate key value violates unique constraint \"u\";"
                            + " detail: Key (id)=(7) already exists.; hint: Try another.; where: SQL function f;"
                            + " position: 12");
        }

        @Test
        void comes_from_the_drivers_exception_and_not_from_its_wrapper() {
            SQLException driver = new SQLException("FATAL: password authentication failed", "28P01");
            SQLException pool = new SQLTransientConnectionException("no connection within 3000 ms", "28P01", driver);
            assertThat(PostgresFailures.of(new DataAccessResourceFailureException("cannot connect", pool)))
                    .isEqualTo(StepFailure.Permanent.withoutEffect("28P01", "FATAL: password authentication failed"));
        }
    }

    @Nested
    class Replacing_the_message {
        @ParameterizedTest
        @ValueSource(strings = {"08006", "40001", "23505"})
        void keeps_kind_code_and_effect(String code) {
            StepFailure failure = PostgresFailures.of(new SQLException("x", code), Effect.PARTIAL);
            StepFailure replaced = PostgresFailures.withMessage(failure, "line 1: x");
            assertThat(replaced.message()).isEqualTo("line 1: x");
            assertThat(PostgresFailures.withMessage(replaced, "x")).isEqualTo(failure);
        }
    }

    @Nested
    class A_failure {
        @Test
        void that_is_classified_already_is_kept() {
            StepFailure classified = StepFailure.Permanent.withoutEffect("no-down", "no down");
            assertThat(PostgresFailures.of(
                            new IllegalStateException(new OperationFailed(classified, new SQLException("x", "55P03")))))
                    .isEqualTo(classified);
        }

        @Test
        void that_is_permanent_has_the_given_effect() {
            assertThat(PostgresFailures.of(new SQLException("x", "23505"), Effect.PARTIAL))
                    .isEqualTo(new StepFailure.Permanent("23505", "x", Effect.PARTIAL));
        }

        @Test
        void of_a_rollback_is_the_failure_that_led_to_the_rollback() {
            TransactionSystemException rollback =
                    new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed"));
            rollback.initApplicationException(new SQLException("I/O error", "08006"));
            assertThat(PostgresFailures.of(new FlywayException("Error while executing callback", rollback)))
                    .isEqualTo(new StepFailure.Unreachable("08006", "I/O error"));
        }

        @Test
        void of_flyway_is_permanent_except_for_its_lock() {
            assertThat(PostgresFailures.of(new FlywayException("Unable to parse statement")))
                    .isEqualTo(StepFailure.Permanent.withoutEffect("flyway-error", "Unable to parse statement"));
            String locked = "Number of retries exceeded while attempting to acquire PostgreSQL advisory lock";
            assertThat(PostgresFailures.of(new FlywayException(locked)))
                    .isEqualTo(new StepFailure.Transient("history-locked", locked));
        }

        @Test
        void of_a_pool_without_a_free_connection_is_transient() {
            SQLException full = new SQLTransientConnectionException("Connection is not available");
            assertThat(PostgresFailures.of(new IllegalStateException("no transaction", full)))
                    .isEqualTo(new StepFailure.Transient(
                            "connections-busy", "every pooled connection to the target is in use"));
        }

        @Test
        void of_another_exception_is_permanent_and_names_the_exception() {
            assertThat(PostgresFailures.of(new IllegalStateException("odd")))
                    .isEqualTo(
                            StepFailure.Permanent.withoutEffect("unexpected", "java.lang.IllegalStateException: odd"));
        }
    }
}
