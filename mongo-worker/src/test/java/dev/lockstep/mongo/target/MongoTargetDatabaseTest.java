package dev.lockstep.mongo.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class MongoTargetDatabaseTest {
    private static TargetSettings settings(String url, Map<String, String> options) {
        return new TargetSettings(new TargetName("main-mongo"), url, null, null, options);
    }

    @Nested
    class A_URL {
        @Test
        void without_a_database_is_refused() {
            assertThatThrownBy(() -> MongoTargetDatabase.of(
                            settings("mongodb://localhost:27017", Map.of()),
                            new TlsContexts(new DefaultSslBundleRegistry())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the url of target main-mongo has no database");
        }

        @Test
        void that_is_malformed_is_refused_without_its_password() {
            assertThatThrownBy(() -> MongoTargetDatabase.of(
                            settings("mongodb://user:se@cret@host/db", Map.of()),
                            new TlsContexts(new DefaultSslBundleRegistry())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("main-mongo")
                    .hasMessageNotContaining("cret");
        }

        @Test
        void for_rehearsals_that_is_malformed_is_refused_without_its_password() {
            Map<String, String> options = Map.of("rehearsal-url", "mongodb://user:se@cret@host");
            assertThatThrownBy(() -> MongoTargetDatabase.of(
                            settings("mongodb://host/db", options), new TlsContexts(new DefaultSslBundleRegistry())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the rehearsal-url of target main-mongo is not")
                    .hasMessageNotContaining("cret");
        }

        @Test
        void cannot_weaken_read_preference_or_write_concern() {
            String url = "mongodb://127.0.0.1:1/db?readPreference=secondaryPreferred&w=1";
            try (MongoTargetDatabase database =
                    MongoTargetDatabase.of(settings(url, Map.of()), new TlsContexts(new DefaultSslBundleRegistry()))) {
                assertThat(database.collection("documents").getReadPreference()).isEqualTo(ReadPreference.primary());
                assertThat(database.collection("documents").getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
            }
        }

        @Test
        void of_an_unreachable_server_is_accepted() {
            try (MongoTargetDatabase database = MongoTargetDatabase.of(
                    settings("mongodb://127.0.0.1:1/db", Map.of()), new TlsContexts(new DefaultSslBundleRegistry()))) {
                assertThat(database.options().batchSize()).isEqualTo(500);
            }
        }
    }

    @Nested
    class Options {
        @Test
        void are_read_by_their_kebab_case_names() {
            Map<String, String> given = Map.of(
                    "batch-size", "7",
                    "write-window", "300ms",
                    "write-limit", "1s",
                    "selection-timeout", "4s",
                    "socket-timeout", "1m",
                    "scan-limit", "2h",
                    "auth-source", "users",
                    "ssl-bundle", "main",
                    "rehearsal-url", "mongodb://other");
            assertThat(MongoOptions.of(settings("mongodb://h/db", given)))
                    .isEqualTo(new MongoOptions(
                            7,
                            Duration.ofMillis(300),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(4),
                            Duration.ofMinutes(1),
                            Duration.ofHours(2),
                            "users",
                            "main",
                            MongoOptions.of(settings("mongodb://h/db", Map.of()))
                                    .health(),
                            Masking.NONE));
        }

        @Test
        void that_are_out_of_bounds_are_refused() {
            assertThatThrownBy(() -> MongoOptions.of(settings("mongodb://h/db", Map.of("batch-size", "0"))))
                    .hasMessageContaining("batch-size", "from 1 to 10000");
            assertThatThrownBy(() -> MongoOptions.of(settings("mongodb://h/db", Map.of("write-window", "0s"))))
                    .hasMessageContaining("write-window", "0s");
        }

        @Test
        void with_unknown_names_are_refused() {
            assertThatThrownBy(() -> MongoOptions.of(settings("mongodb://h/db", Map.of("batchsize", "7"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("unknown option batchsize");
        }
    }
}
