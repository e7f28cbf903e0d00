package dev.lockstep.mongo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoStoreTest {
    private static TargetSettings settings(String url, Map<String, String> options) {
        return new TargetSettings(new TargetName("main-mongo"), url, null, null, options);
    }

    @Nested
    class Settings {
        @Test
        void without_a_database_are_refused() {
            assertThatThrownBy(() -> MongoStore.of(settings("mongodb://localhost:27017", Map.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the url of target main-mongo names no database");
        }

        @Test
        void that_cannot_be_read_are_refused_without_being_quoted() {
            assertThatThrownBy(() -> MongoStore.of(settings("mongodb://user:se@cret@host/db", Map.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("main-mongo")
                    .hasMessageNotContaining("cret");
        }

        @Test
        void that_would_read_or_write_less_safely_do_not_count() {
            String url = "mongodb://127.0.0.1:1/db?readPreference=secondaryPreferred&w=1";
            try (MongoStore store = MongoStore.of(settings(url, Map.of()))) {
                assertThat(store.collection("c").getReadPreference()).isEqualTo(ReadPreference.primary());
                assertThat(store.collection("c").getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
            }
        }

        @Test
        void of_a_server_that_is_away_connect_all_the_same() {
            try (MongoStore store = MongoStore.of(settings("mongodb://127.0.0.1:1/db", Map.of()))) {
                assertThat(store.options().batchSize()).isEqualTo(500);
            }
        }
    }

    @Nested
    class Options {
        @Test
        void stand_under_their_kebab_case_names() {
            Map<String, String> given = Map.of(
                    "batch-size", "7",
                    "write-window", "300ms",
                    "write-limit", "1s",
                    "selection-timeout", "4s",
                    "socket-timeout", "1m",
                    "scan-limit", "2h");
            assertThat(MongoOptions.of(settings("mongodb://h/db", given)))
                    .isEqualTo(new MongoOptions(
                            7,
                            Duration.ofMillis(300),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(4),
                            Duration.ofMinutes(1),
                            Duration.ofHours(2)));
        }

        @Test
        void that_make_no_sense_are_refused() {
            assertThatThrownBy(() -> MongoOptions.of(settings("mongodb://h/db", Map.of("batch-size", "0"))))
                    .hasMessage("batch-size is between 1 and 10000, not 0");
            assertThatThrownBy(() -> MongoOptions.of(settings("mongodb://h/db", Map.of("write-window", "0s"))))
                    .hasMessageContaining("write-window PT0S");
        }
    }
}
