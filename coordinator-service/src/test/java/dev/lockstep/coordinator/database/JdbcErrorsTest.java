package dev.lockstep.coordinator.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
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
