package dev.lockstep.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Masking;
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
                            CredentialSource.fixed("user", "secret"),
                            "lockstep_schema_history",
                            Duration.ofMillis(500),
                            Duration.ofSeconds(30),
                            Duration.ofHours(1),
                            Duration.ofSeconds(30),
                            "jdbc:postgresql://h/d",
                            settings(Map.of()).health(),
                            Masking.NONE));
        }

        @Test
        void that_is_set_replaces_the_default() {
            PostgresSettings given = settings(Map.of(
                    "history-table", "our_history",
                    "lock-timeout", "100ms",
                    "lock-retry-timeout", "0s",
                    "statement-timeout", "PT2H",
                    "dry-run-limit", "5s",
                    "rehearsal-url", "jdbc:postgresql://other/postgres"));
            assertThat(given.historyTable()).isEqualTo("our_history");
            assertThat(given.lockTimeout()).isEqualTo(Duration.ofMillis(100));
            assertThat(given.lockRetryTimeout()).isZero();
            assertThat(given.statementTimeout()).isEqualTo(Duration.ofHours(2));
            assertThat(given.dryRunLimit()).isEqualTo(Duration.ofSeconds(5));
            assertThat(given.rehearsalUrl()).isEqualTo("jdbc:postgresql://other/postgres");
        }

        @Test
        void rehearsal_url_of_another_kind_is_refused_without_the_url() {
            assertThatThrownBy(() -> settings(Map.of("rehearsal-url", "postgres://user:secret@h/d")))
                    .hasMessageContaining(
                            "option rehearsal-url of target main-postgres does not start with jdbc:postgresql:")
                    .hasMessageNotContaining("secret");
        }

        @Test
        void that_is_unknown_is_refused_with_the_known_options() {
            assertThatThrownBy(() -> settings(Map.of("histroy-table", "x")))
                    .hasMessage("target main-postgres has the unknown option histroy-table; expected one of"
                            + " [dry-run-limit, history-table, lock-retry-timeout, lock-timeout, mask-fields,"
                            + " rehearsal-url, statement-timeout, throttle-interval, throttle-latency, throttle-limit,"
                            + " throttle-lock-waiters, throttle-replica-backlog, throttle-replica-lag,"
                            + " throttle-vacuum, throttle-wal-rate]");
            assertThatThrownBy(() -> settings(Map.of("batch-size", "5")))
                    .hasMessageContaining("unknown option batch-size");
        }

        @Test
        void is_printed_without_url_and_password() {
            assertThat(settings(Map.of())).asString().doesNotContain("secret").doesNotContain("jdbc:");
        }

        @Test
        void of_the_url_applies_unless_the_worker_sets_the_same_option() throws SQLException {
            PostgresDatabase database = SharedPostgres.freshDatabase();
            TargetSettings settings = new TargetSettings(
                    new TargetName("main-postgres"),
                    database.jdbcUrl() + "?options=-c%20work_mem=7MB&ApplicationName=from_url",
                    SharedPostgres.server().admin().username(),
                    SharedPostgres.server().admin().password(),
                    Map.of());
            try (JdbcConnections connections = new JdbcConnections(PostgresSettings.of(settings));
                    Connection connection =
                            connections.sessions().take("from_worker").connection()) {
                assertThat(connection.getMetaData().getURL()).hasSizeLessThan(100);
                assertThat(JdbcClient.create(JdbcConnections.dataSourceOf(connection))
                                .sql("SELECT concat_ws(' ', current_database(), current_setting('work_mem'),"
                                        + " current_setting('application_name'))")
                                .query(String.class)
                                .single())
                        .isEqualTo(database.name() + " 7MB from_worker");
            }
        }

        @Test
        void that_is_invalid_is_refused() {
            assertThatThrownBy(() -> settings(Map.of("lock-timeout", "0s"))).hasMessageContaining("at least 1ms");
            assertThatThrownBy(() -> settings(Map.of("history-table", "x".repeat(64))))
                    .hasMessageContaining("expected 1 to 63 characters");
        }
    }
}
