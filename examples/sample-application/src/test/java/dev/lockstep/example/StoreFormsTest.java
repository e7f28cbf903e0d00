package dev.lockstep.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.example.RunningApplication.Answer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The application over stores in the old form, in the new form, and between them. */
class StoreFormsTest extends SampleApplicationCase {

    private void migrateAll() throws SQLException {
        stores.migratePostgres();
        stores.migrateMongo();
        stores.migrateRedis();
    }

    private static List<String> problems(Answer smoke) {
        return smoke.json()
                .path("problems")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @Nested
    class Stores_in_the_old_form {

        @Test
        void are_read_with_the_defaults_of_the_new_form() {
            JsonNode exercise = application.get("/api/v1/exercises").json().get(0);
            assertThat(exercise.path("exerciseNameHe").asString()).isEqualTo("סקוואט");
            assertThat(exercise.path("difficultyLevel").asInt()).isEqualTo(5);

            JsonNode conversation =
                    application.get("/api/v1/conversations/1/session-1").json();
            assertThat(conversation.path("schemaVersion").asInt(-1)).isZero();
            assertThat(conversation.path("languagePreference").asString()).isEqualTo("auto");
            assertThat(conversation.path("messages").get(0).path("content").asString())
                    .isEqualTo("שלום");
        }

        @Test
        void are_read_from_the_old_key_with_every_digit_and_without_writing() {
            Answer state = application.get("/api/v1/user-state/1");
            assertThat(state.json().path("key").asString()).isEqualTo("user_state:1");
            assertThat(state.body()).contains("{\"points\":3,\"score\":1.10,\"deviceId\":9007199254740993}");
            stores.withRedis(
                    redis -> assertThat(redis.exists("user_state_v2:1")).isFalse());
        }

        @Test
        void can_be_written() {
            Answer added = application.post("/api/v1/exercises", NEW_EXERCISE);
            assertThat(added.status()).isEqualTo(201);
            assertThat(added.json().path("difficultyLevel").asInt()).isEqualTo(5);
            assertThat(application.get("/api/v1/exercises?after=2").json()).hasSize(1);

            Answer saved = application.put(
                    "/api/v1/conversations/9/new", "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
            assertThat(saved.status()).isEqualTo(200);
            assertThat(saved.json().path("schemaVersion").asInt()).isEqualTo(1);

            assertThat(application
                            .put("/api/v1/user-state/2", "{\"points\": 6}")
                            .status())
                    .isEqualTo(200);
            JsonNode state = application.get("/api/v1/user-state/2").json();
            assertThat(state.path("key").asString()).isEqualTo("user_state_v2:2");
            assertThat(state.path("state")
                            .path("v2_features")
                            .path("aiInsights")
                            .asBoolean())
                    .isTrue();
        }

        @Test
        void pass_the_smoke_test_unless_it_expects_the_new_form() {
            Answer any = application.get("/smoke");
            assertThat(any.status()).isEqualTo(200);
            assertThat(any.json().path("stores").path("redis").path("skipped").asInt())
                    .isEqualTo(2);
            assertThat(application.get("/smoke?form=old").status()).isEqualTo(200);

            Answer expectedNew = application.get("/smoke?form=new");
            assertThat(expectedNew.status()).isEqualTo(500);
            assertThat(problems(expectedNew))
                    .contains("postgres: exercise 2: found the old form, expected the new form (and 1 more)")
                    .contains("mongo: conversation session-1 of user 1: found the old form, expected the new form"
                            + " (and 1 more)")
                    .anyMatch(problem -> problem.startsWith("redis: key user_state:"));
        }
    }

    @Nested
    class Stores_in_the_new_form {

        @Test
        void are_read_and_written_by_the_application_that_was_started_before() throws SQLException {
            // More often than the driver's threshold for prepared statements, whose result types a migration could
            // change.
            for (int read = 0; read < 8; read++) {
                assertThat(application.get("/api/v1/exercises").status()).isEqualTo(200);
                assertThat(application.post("/api/v1/exercises", NEW_EXERCISE).status())
                        .isEqualTo(201);
            }
            migrateAll();

            assertThat(application.get("/api/v1/exercises").json()).hasSize(10);
            Answer added = application.post("/api/v1/exercises", NEW_EXERCISE);
            assertThat(added.json().path("difficultyLevel").asInt()).isEqualTo(8);
            assertThat(application
                            .get("/api/v1/user-state/1")
                            .json()
                            .path("schemaVersion")
                            .asInt())
                    .isEqualTo(2);
            assertThat(application
                            .get("/api/v1/conversations/2/session-2")
                            .json()
                            .path("schemaVersion")
                            .asInt())
                    .isEqualTo(1);
            assertThat(application.get("/smoke?form=new").status()).isEqualTo(200);
            assertThat(application.get("/smoke?form=old").status()).isEqualTo(500);
        }

        @Test
        void fail_the_smoke_test_with_values_that_the_application_does_not_know() throws SQLException {
            migrateAll();
            stores.sql("UPDATE exercises SET difficulty_level = 50 WHERE id = 1");
            stores.withMongo(
                    mongo -> mongo.executeCommand(
                            """
                    {update: "conversations", updates: [{q: {userId: 2}, u: {$set: {schemaVersion: 3}}}]}
                    """));
            stores.withRedis(redis -> redis.set("user_state_v2:2", "{\"schemaVersion\":2}"));

            Answer smoke = application.get("/smoke");

            assertThat(smoke.status()).isEqualTo(500);
            assertThat(problems(smoke))
                    .containsExactly(
                            "mongo: conversation session-2 of user 2: schemaVersion is 3, expected 1 to 2",
                            "postgres: exercise 1: difficulty_level is 50, expected 1 to 10",
                            "redis: key user_state_v2:2: found no object v2_features, expected one");
            assertThat(application.get("/api/v1/exercises").status()).isEqualTo(200);
        }

        @Test
        void keep_a_newer_schema_version_when_a_conversation_is_saved() {
            stores.withMongo(
                    mongo -> mongo.executeCommand(
                            """
                    {update: "conversations", updates: [{q: {userId: 2}, u: {$set: {schemaVersion: 2}}}]}
                    """));
            assertThat(application
                            .put(
                                    "/api/v1/conversations/2/session-2",
                                    "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}")
                            .json()
                            .path("schemaVersion")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Nested
    class Half_migrated_stores {

        @Test
        void pass_the_smoke_test_unless_it_expects_one_form() throws SQLException {
            stores.migratePostgres();
            stores.withMongo(
                    mongo -> mongo.executeCommand(
                            """
                    {update: "conversations", updates: [{q: {userId: 1}, u: {$set: {schemaVersion: 1}}}]}
                    """));

            assertThat(application.get("/smoke").status()).isEqualTo(200);
            assertThat(problems(application.get("/smoke?form=new")))
                    .contains("mongo: conversation session-2 of user 2: found the old form, expected the new form")
                    .noneMatch(problem -> problem.startsWith("postgres"));
            assertThat(application.get("/smoke?form=old").status()).isEqualTo(500);
        }

        @Test
        void accept_every_write_while_the_column_appears_and_disappears() throws Exception {
            CompletableFuture<List<Integer>> writes = CompletableFuture.supplyAsync(() -> {
                List<Integer> statuses = new ArrayList<>();
                for (int write = 0; write < 100; write++) {
                    statuses.add(
                            application.post("/api/v1/exercises", NEW_EXERCISE).status());
                    statuses.add(application.get("/api/v1/exercises").status());
                }
                return statuses;
            });
            for (int round = 0; round < 3; round++) {
                stores.migratePostgres();
                stores.sql("ALTER TABLE exercises DROP COLUMN difficulty_level");
            }
            assertThat(writes.get()).hasSize(200).containsOnly(200, 201);
        }
    }
}
