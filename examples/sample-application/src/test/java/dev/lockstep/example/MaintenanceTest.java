package dev.lockstep.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.example.RunningApplication.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MaintenanceTest extends SampleApplicationCase {

    private static final Duration LIMIT = Duration.ofSeconds(30);

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
        void needs_the_token_however_the_path_is_written() {
            for (String path : List.of("/%6Daintenance", "/maintenance;x=1", "/maintenance/")) {
                assertThat(application
                                .send(application.request(path).PUT(BodyPublishers.noBody()))
                                .status())
                        .as(path)
                        .isIn(400, 401, 404);
                assertThat(application
                                .get("/maintenance")
                                .json()
                                .path("maintenance")
                                .asBoolean())
                        .as(path)
                        .isFalse();
            }
        }

        @Test
        void refuses_writes_however_the_path_is_written() {
            application.enterMaintenance(RunningApplication.TOKEN);
            for (String path : List.of("/%61pi/v1/exercises", "/api;x=1/v1/exercises")) {
                assertThat(application.post(path, NEW_EXERCISE).status())
                        .as(path)
                        .isIn(400, 503);
            }
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
                Awaitility.await().atMost(LIMIT).until(() -> writesInProgress() > 0);
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
}
