package dev.lockstep.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.example.RunningApplication.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests that are refused, and notifications. */
class RequestsTest extends SampleApplicationCase {

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
