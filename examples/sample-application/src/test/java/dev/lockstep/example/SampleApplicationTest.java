package dev.lockstep.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.example.RunningApplication.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SampleApplicationTest {

    private static final String NEW_EXERCISE =
            """
            {"userId": 3, "exerciseName": "rowing", "exerciseNameHe": "חתירה", "exerciseType": "cardio",
             "pointsEarned": 12, "difficultyLevel": 8}
            """;

    @TempDir
    private Path directory;

    private TestStores stores;
    private RunningApplication application;

    @BeforeEach
    void start() throws SQLException {
        stores = TestStores.inOldForm();
        application = RunningApplication.on(stores, directory);
    }

    @AfterEach
    void stop() {
        application.close();
    }

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

    @Nested
    class Maintenance {

        @Test
        void refuses_writes_answers_reads_and_can_be_entered_and_left_twice() {
            assertThat(application.enterMaintenance(RunningApplication.TOKEN).status())
                    .isEqualTo(200);
            Answer again = application.enterMaintenance(RunningApplication.TOKEN);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(application.get("/maintenance").body());

            Answer refused = application.post("/api/v1/exercises", NEW_EXERCISE);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsKey("retry-after");
            assertThat(application.put("/api/v1/user-state/1", "{}").status()).isEqualTo(503);
            assertThat(application.get("/api/v1/exercises").json()).hasSize(2);
            assertThat(application.get("/smoke").status()).isEqualTo(200);

            assertThat(application.leaveMaintenance(RunningApplication.TOKEN).status())
                    .isEqualTo(200);
            assertThat(application.leaveMaintenance(RunningApplication.TOKEN).status())
                    .isEqualTo(200);
            assertThat(application.post("/api/v1/exercises", NEW_EXERCISE).status())
                    .isEqualTo(201);
        }

        @Test
        void needs_the_token() {
            assertThat(application.enterMaintenance("token-of-the-tes").status())
                    .isEqualTo(401);
            assertThat(application
                            .send(application.request("/maintenance").PUT(BodyPublishers.noBody()))
                            .status())
                    .isEqualTo(401);
            assertThat(application
                            .get("/maintenance")
                            .json()
                            .path("maintenance")
                            .asBoolean())
                    .isFalse();
        }

        @Test
        void survives_a_restart() {
            String before =
                    application.enterMaintenance(RunningApplication.TOKEN).body();
            application.close();
            application = RunningApplication.on(stores, directory);

            assertThat(application.get("/maintenance").body()).isEqualTo(before);
            assertThat(application.post("/api/v1/exercises", NEW_EXERCISE).status())
                    .isEqualTo(503);
        }

        @Test
        void is_entered_only_when_no_write_is_in_progress() throws Exception {
            CompletableFuture<Answer> write;
            try (Connection connection = stores.postgres().connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("LOCK TABLE exercises");
                write = CompletableFuture.supplyAsync(() -> application.post("/api/v1/exercises", NEW_EXERCISE));
                while (writesInProgress() == 0) {
                    Thread.onSpinWait();
                }
                Answer tooEarly = application.enterMaintenance(RunningApplication.TOKEN);
                assertThat(tooEarly.status()).isEqualTo(503);
                assertThat(tooEarly.headers()).containsKey("retry-after");
                assertThat(tooEarly.json().path("writesInProgress").asInt()).isEqualTo(1);
                assertThat(write).isNotDone();
                connection.rollback();
            }
            assertThat(write.get().status()).isEqualTo(201);
            assertThat(application.enterMaintenance(RunningApplication.TOKEN).status())
                    .isEqualTo(200);
        }

        private int writesInProgress() {
            return application
                    .get("/maintenance")
                    .json()
                    .path("writesInProgress")
                    .asInt();
        }
    }

    @Nested
    class The_team_chat {

        @Test
        void lists_the_notifications_that_it_received_without_repetitions() {
            for (int request = 0; request < 2; request++) {
                assertThat(application
                                .notifyTeam("m/1", "{\"text\": \"started\"}")
                                .status())
                        .isEqualTo(204);
            }
            assertThat(application.post("/team-chat", "{\"text\": \"forged\"}").status())
                    .isEqualTo(401);
            JsonNode messages = application.get("/team-chat").json();
            assertThat(messages).hasSize(1);
            assertThat(messages.get(0).path("message").path("text").asString()).isEqualTo("started");
        }
    }

    @Nested
    class An_invalid_request {

        @Test
        void is_refused_with_what_was_found_and_expected() {
            assertThat(application
                            .get("/api/v1/exercises?limit=501")
                            .json()
                            .path("detail")
                            .asString())
                    .isEqualTo("limit is 501, expected 1 to 500");
            assertThat(application.get("/smoke?form=next").status()).isEqualTo(400);
            Answer tooDifficult = application.post(
                    "/api/v1/exercises", NEW_EXERCISE.replace("\"difficultyLevel\": 8", "\"difficultyLevel\": 11"));
            assertThat(tooDifficult.status()).isEqualTo(400);
            assertThat(tooDifficult.json().path("detail").asString())
                    .isEqualTo("difficultyLevel is 11, expected 1 to 10");
            assertThat(application.post("/api/v1/exercises", "{").status()).isEqualTo(400);
            assertThat(application
                            .put("/api/v1/conversations/1/a", "{\"messages\": [null]}")
                            .status())
                    .isEqualTo(400);
            assertThat(application
                            .post("/api/v1/exercises", NEW_EXERCISE.replace("\"userId\": 3", "\"userId\": 99"))
                            .status())
                    .isEqualTo(409);
            assertThat(application.get("/api/v1/conversations/1/unknown").status())
                    .isEqualTo(404);
            assertThat(application.get("/api/v1/user-state/77").status()).isEqualTo(404);
        }

        @Test
        void is_refused_if_its_body_is_too_large_or_has_no_length() {
            String large = "{\"points\": \"" + "1".repeat(70_000) + "\"}";
            assertThat(application.put("/api/v1/user-state/1", large).status()).isEqualTo(413);
            assertThat(application
                            .send(application
                                    .request("/api/v1/user-state/1")
                                    .header("Content-Type", "application/json")
                                    .PUT(BodyPublishers.ofInputStream(java.io.InputStream::nullInputStream)))
                            .status())
                    .isEqualTo(411);
        }

        @Test
        void for_data_that_cannot_be_read_names_the_key() {
            assertThat(application.get("/api/v1/user-state/3").body())
                    .contains("the value of key user_state:3 is not a JSON object");
            assertThat(application.get("/api/v1/user-state/4").body()).contains("key user_state:4 is not a string");
        }
    }
}
