package dev.lockstep.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import dev.lockstep.worker.TargetSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresSettingsTest {
    private static PostgresSettings settings(Map<String, String> options) {
        return PostgresSettings.of(new TargetSettings(
                new TargetName("main-postgres"), "jdbc:postgresql://h/d", "user", "secret", options));
    }

    @Nested
    class An_option {
        @Test
        void has_a_default() {
            assertThat(settings(Map.of()))
                    .isEqualTo(new PostgresSettings(
                            "jdbc:postgresql://h/d",
                            "user",
                            "secret",
                            "lockstep_schema_history",
                            Duration.ofMillis(500),
                            Duration.ofSeconds(30),
                            Duration.ofHours(1)));
        }

        @Test
        void can_be_given() {
            PostgresSettings given = settings(Map.of(
                    "history-table", "our_history",
                    "lock-timeout", "100ms",
                    "lock-patience", "0s",
                    "statement-timeout", "PT2H"));
            assertThat(given.historyTable()).isEqualTo("our_history");
            assertThat(given.lockTimeout()).isEqualTo(Duration.ofMillis(100));
            assertThat(given.lockPatience()).isZero();
            assertThat(given.statementTimeout()).isEqualTo(Duration.ofHours(2));
        }

        @Test
        void that_does_not_exist_is_refused_by_name() {
            assertThatThrownBy(() -> settings(Map.of("histroy-table", "x")))
                    .hasMessageContaining("target main-postgres has no option histroy-table")
                    .hasMessageContaining("history-table");
        }

        @Test
        void and_no_password_is_ever_told() {
            assertThat(settings(Map.of())).asString().doesNotContain("secret").doesNotContain("jdbc:");
        }

        @Test
        void of_the_url_holds_where_ours_says_nothing() throws SQLException {
            PostgresDatabase database = SharedPostgres.freshDatabase();
            TargetSettings settings = new TargetSettings(
                    new TargetName("main-postgres"),
                    database.jdbcUrl() + "?options=-c%20work_mem=7MB&ApplicationName=theirs",
                    SharedPostgres.server().admin().username(),
                    SharedPostgres.server().admin().password(),
                    Map.of());
            try (JdbcAccess access = new JdbcAccess(PostgresSettings.of(settings));
                    Connection connection = access.open("ours")) {
                assertThat(connection.getMetaData().getURL()).hasSizeLessThan(100);
                assertThat(JdbcClient.create(JdbcAccess.over(connection))
                                .sql("SELECT concat_ws(' ', current_database(), current_setting('work_mem'),"
                                        + " current_setting('application_name'))")
                                .query(String.class)
                                .single())
                        .isEqualTo(database.name() + " 7MB ours");
            }
        }

        @Test
        void that_makes_no_sense_is_refused() {
            assertThatThrownBy(() -> settings(Map.of("lock-timeout", "0s"))).hasMessageContaining("above zero");
            assertThatThrownBy(() -> settings(Map.of("history-table", "x".repeat(64))))
                    .hasMessageContaining("1 to 63 characters");
        }
    }
}
