package dev.lockstep.coordinator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.transaction.CannotCreateTransactionException;

class JdbcErrorsTest {
    private static DataAccessException translated(String sqlState) {
        DataAccessException known = new SQLStateSQLExceptionTranslator()
                .translate("task", "SELECT 1", new SQLException("reason", sqlState));
        return known == null
                ? new UncategorizedSQLException("task", "SELECT 1", new SQLException("reason", sqlState))
                : known;
    }

    @Nested
    class An_outage {
        @ParameterizedTest
        @ValueSource(
                strings = {"08006", "25006", "25P03", "40001", "42501", "53300", "55P03", "57P01", "58030", "XX000"})
        void is_an_error_that_does_not_depend_on_the_data(String sqlState) {
            assertThat(JdbcErrors.isOutage(translated(sqlState))).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"GetNewTransactionId", "GetNewMultiXactId"})
        void is_a_database_that_assigns_no_ids_until_it_is_vacuumed(String routine) {
            assertThat(JdbcErrors.isOutage(new IllegalStateException(refusalBy(routine))))
                    .isTrue();
        }

        private static PSQLException refusalBy(String routine) {
            return new PSQLException(
                    new ServerErrorMessage("SERROR\0C54000\0Mdatabase is not accepting commands\0R" + routine + "\0"));
        }

        @Test
        void is_recognized_by_the_types_of_spring_and_below_other_exceptions() {
            assertThat(JdbcErrors.isOutage(new CannotAcquireLockException("locked")))
                    .isTrue();
            assertThat(JdbcErrors.isOutage(new CannotCreateTransactionException("no connection")))
                    .isTrue();
            assertThat(JdbcErrors.isOutage(new IllegalStateException(new SQLException("read-only", "25006"))))
                    .isTrue();
        }
    }

    @Nested
    class An_error_of_the_data {
        @ParameterizedTest
        @ValueSource(strings = {"0A000", "21000", "22001", "22P05", "23505", "42703", "54000"})
        void is_no_outage(String sqlState) {
            assertThat(JdbcErrors.isOutage(translated(sqlState))).isFalse();
        }

        @Test
        void is_a_text_that_is_too_long_for_an_index() {
            JdbcTemplate jdbc = TestDatabase.create().jdbc();
            byte[] random = new byte[6_000];
            new Random(1).nextBytes(random);
            String tooLong = HexFormat.of().formatHex(random);
            assertThatThrownBy(() -> jdbc.update("INSERT INTO migration_label VALUES ('key', ?, 1)", tooLong))
                    .hasMessageContaining("index row")
                    .satisfies(error -> assertThat(JdbcErrors.isOutage(error)).isFalse());
        }

        @Test
        void includes_errors_without_a_statement_or_a_state() {
            assertThat(JdbcErrors.isOutage(new IllegalStateException("unknown event type")))
                    .isFalse();
            assertThat(JdbcErrors.isOutage(new IllegalStateException(new SQLException("reason"))))
                    .isFalse();
            assertThat(JdbcErrors.isOutage(new IllegalStateException(new SQLException("reason", ""))))
                    .isFalse();
        }
    }
}
