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
            "57P05, Transient, idle session timeout",
            "40001, Transient, serialization failure",
            "40P01, Transient, deadlock",
            "40003, Transient, statement completion unknown",
            "53100, Transient, disk full",
            "53200, Transient, out of memory",
            "53300, Transient, too many connections",
            "55006, Transient, object in use",
            "55P03, Transient, lock not available",
            "25P03, Transient, idle in transaction for too long",
            "25P04, Transient, transaction timeout",
            "40002, Permanent, constraint violation in a transaction",
            "53400, Transient, configuration limit exceeded",
            "58P01, Permanent, undefined file",
            "58P02, Permanent, duplicate file",
            "HV00N, Transient, foreign server not reachable",
            "55P04, Permanent, unsafe use of a new enum value",
            "25001, Permanent, active transaction",
            "57P04, Permanent, database dropped",
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
        }
    }

    /** One SQLSTATE has several causes; the server's routine or the object tells which one it is. */
    @Nested
    class An_sqlstate_with_several_causes {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "55006 | CheckTableNotInUse | | cannot ALTER TABLE because it has pending trigger events | Permanent",
                    "55006 | DropRole | | current user cannot be dropped | Permanent",
                    "55006 | RenameDatabase | | database is being accessed by other users | Transient",
                    "55006 | ReplicationSlotAcquire | | replication slot is active for PID 7 | Transient",
                    "53400 | FileWriteV | | temporary file size exceeds temp_file_limit | Permanent",
                    "53400 | ReplicationSlotCreate | | all replication slots are in use | Transient",
                    "54000 | tuplestore_begin | | too many columns | Permanent",
                    "54000 | GetNewTransactionId | | database is not accepting commands | Transient",
                    "0A000 | RevalidateCachedQuery | | cached plan must not change result type | Transient",
                    "0A000 | transformStmt | | not supported | Permanent",
                    "23505 | _bt_check_unique | pg_catalog | duplicate key value | Transient",
                    "23505 | _bt_check_unique | public | duplicate key value | Permanent",
                    "XX000 | simple_heap_update | | tuple concurrently updated | Transient",
                    "XX000 | CatalogTupleDelete | | tuple concurrently deleted | Transient",
                    "XX000 | ExecGrant | | cache lookup failed for relation 16400 | Transient",
                    "XX000 | relation_open | | could not open relation with OID 16400 | Transient",
                    "XX000 | any | | unexpected chunk number 0 | Permanent"
                })
        void is_classified_by_its_cause(String code, String routine, String schema, String message, String kind) {
            ServerErrorMessage server = new ServerErrorMessage(String.join(
                    "\0",
                    "SERROR",
                    "C" + code,
                    "M" + message,
                    "R" + routine,
                    schema == null ? "Fx.c" : "s" + schema,
                    ""));
            StepFailure failure = PostgresFailures.of(new PSQLException(server));
            assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
            assertThat(failure.code()).isEqualTo(code);
        }
    }

    @Nested
    class A_message {
        @Test
        void is_shortened_if_the_server_sends_a_value_of_any_size() {
            ServerErrorMessage server =
                    new ServerErrorMessage("SERROR\0C42703\0Mno such column: " + "x".repeat(5_000_000) + "\0");
            assertThat(PostgresFailures.of(new PSQLException(server)).message())
                    .hasSizeLessThan(3_000)
                    .startsWith("ERROR: no such column: xxx")
                    .endsWith("… (5000016 characters)");
        }

        @Test
        void names_the_object_and_leaves_out_the_values() {
            ServerErrorMessage server = new ServerErrorMessage(String.join(
                    "\0",
                    "SERROR",
                    "C23505",
                    "Mduplicate key value violates unique constraint \"u\"",
                    "DKey (id)=(planted) already exists.",
                    "HTry another.",
                    "Wunnamed portal parameter $1 = 'planted'\nPL/pgSQL function f(integer, text[]) line 3 at SQL statement",
                    "spublic",
                    "tt",
                    "nu",
                    "P12",
                    ""));
            assertThat(PostgresFailures.of(new PSQLException(server)).message())
                    .isEqualTo("ERROR: duplicate key value violates unique constraint \"u\";"
                            + " table: t; hint: Try another.; where: PL/pgSQL function f(integer, text[]) line 3;"
                            + " position: 12; what can quote values is left out; the log of the server has it");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "22P02 | NumericIn | numutils.c | | invalid input syntax for type integer: planted",
                    "22P02 | NumericIn | numutils.c | | Eingabe ungültig: »planted«",
                    "22XXX | any | any.c | | planted",
                    "P0001 | exec_stmt_raise | pl_exec.c | | planted",
                    "23505 | exec_stmt_raise | pl_exec.c | | planted is taken",
                    "P0004 | exec_stmt_assert | pl_exec.c | | planted",
                    "38000 | plperl_call_perl_func | plperl.c | | planted",
                    "XX000 | dblink_res_error | dblink.c | | planted",
                    "42601 | scanner_yyerror | scan.l | SELECT planted | syntax error near planted",
                    "HV000 | pgfdw_report_error | connection.c | | planted",
                    "AB123 | any | any.c | | planted"
                })
        void that_quotes_values_is_replaced_by_the_name_of_the_error(
                String code, String routine, String file, String query, String message) {
            ServerErrorMessage server = new ServerErrorMessage(String.join(
                    "\0",
                    "SERROR",
                    "C" + code,
                    "M" + message,
                    "Dplanted",
                    "Hplanted",
                    "WCOPY t, line 3, column c: \"planted, column planted: \"",
                    "R" + routine,
                    "F" + file,
                    query == null ? "" : "q" + query,
                    ""));
            assertThat(PostgresFailures.of(new PSQLException(server)).message())
                    .startsWith("ERROR: ")
                    .contains(code)
                    .contains("where: COPY t, line 3, column c;")
                    .doesNotContain("planted");
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
