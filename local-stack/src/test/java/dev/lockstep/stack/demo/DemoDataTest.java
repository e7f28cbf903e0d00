package dev.lockstep.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.lockstep.stack.TestStack;
import dev.lockstep.stack.digest.MongoDigest;
import dev.lockstep.stack.digest.PostgresDigest;
import dev.lockstep.stack.digest.RedisDigest;
import dev.lockstep.stack.digest.StoreDigest;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DemoDataTest {

    private static final PostgresDatabase POSTGRES = TestStack.freshPostgres();
    private static final String MONGO = TestStack.freshMongo();
    private static final URI REDIS = TestStack.freshRedis();

    @BeforeAll
    static void seed() {
        DemoData.seed(POSTGRES, MONGO, REDIS.toString());
    }

    @Nested
    class Rows {

        @Test
        void are_five_thousand_with_hebrew_names() throws SQLException {
            try (Connection connection = POSTGRES.connect();
                    ResultSet result = connection
                            .createStatement()
                            .executeQuery("SELECT count(*) FROM exercises WHERE exercise_name_he ~ '[א-ת]'")) {
                result.next();
                assertThat(result.getInt(1)).isEqualTo(5_000);
            }
        }

        @Test
        void are_the_same_on_every_run() throws SQLException {
            PostgresDatabase other = TestStack.freshPostgres();
            PostgresSeed.into(other);

            assertThat(rowsOf(other)).isEqualTo(rowsOf(POSTGRES));
        }

        private Object rowsOf(PostgresDatabase database) throws SQLException {
            try (Connection connection = database.connect()) {
                return PostgresDigest.of(connection).units().tailMap("row ");
            }
        }
    }

    @Nested
    class Documents {

        @Test
        void include_migrated_documents_and_documents_without_preferences() {
            try (MongoClient client = MongoClients.create(MONGO)) {
                MongoDatabase database =
                        client.getDatabase(Objects.requireNonNull(new ConnectionString(MONGO).getDatabase()));
                var conversations = database.getCollection("conversations");
                var contexts = database.getCollection("userContext");

                assertThat(conversations.countDocuments()).isEqualTo(5_000);
                assertThat(conversations.countDocuments(Filters.exists("schemaVersion")))
                        .isEqualTo(251);
                assertThat(conversations.find(Filters.eq("schemaVersion", 1)))
                        .singleElement()
                        .asInstanceOf(InstanceOfAssertFactories.type(Document.class))
                        .satisfies(document -> assertThat(document).containsKey("migratedAt"));
                assertThat(contexts.countDocuments()).isEqualTo(2_000);
                assertThat(contexts.countDocuments(Filters.exists("preferences.languagePreference")))
                        .isEqualTo(400);
                assertThat(contexts.countDocuments(Filters.exists("preferences", false)))
                        .isEqualTo(400);
                assertThat(MongoDigest.of(MONGO).units().keySet())
                        .anyMatch(unit -> unit.startsWith("document workouts"));
            }
        }
    }

    @Nested
    class Keys {

        @Test
        void are_ten_thousand_and_some_expire_within_seconds() {
            StoreDigest digest = RedisDigest.of(REDIS);
            Instant soon = digest.readAt().plus(Duration.ofSeconds(9));

            // The keys that live for seconds may have expired.
            assertThat(digest.units().keySet().stream().filter(unit -> unit.startsWith("key user_state:")))
                    .hasSizeBetween(9_950, 10_000);
            assertThat(digest.units().values().stream()
                            .filter(unit -> unit.expiry().isEmpty()))
                    .hasSizeGreaterThan(2_000);
            assertThat(digest.units().values().stream().filter(unit -> unit.expiry()
                            .filter(end -> end.isBefore(soon))
                            .isPresent()))
                    .hasSizeLessThanOrEqualTo(50);
            assertThat(digest.units()).containsKeys("key session:1", "key leaderboard");
        }
    }
}
