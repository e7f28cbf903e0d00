package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** How freezes are opened, listed and broken, and by whom. */
class FreezesTest extends FreezeCase {
    @Nested
    class A_freeze {
        @Test
        void ends_at_its_time_by_itself() {
            String freeze = openUntil(Instant.now().plusSeconds(3));
            String id = submitQueued(plan("pg-1"));
            assertThat(api.migration(id).json().path("waitingFor").asString()).contains("and that ends at");
            awaitState(id, "COMPLETED");
            Waits.await().untilAsserted(() -> assertThat(
                            api.get(FREEZES + "/" + freeze).json().path("state").asString())
                    .isEqualTo("EXPIRED"));
            assertThat(requestBreak(alice, freeze).status()).isEqualTo(409);
            breakTogether(open(alice));
        }

        @Test
        void is_the_only_open_one_and_named_in_the_refusal_of_another() {
            String freeze = open(alice);
            Api.Response refused = api.post(FREEZES, JSON, WHY);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("type").asString()).endsWith("/freeze-open");
            assertThat(refused.json().path("detail").asString()).contains("freeze " + freeze, "alice");
        }

        @Test
        void is_opened_once_by_requests_with_one_idempotency_key() {
            Api.Response first = openWithKey("key-1", WHY);
            assertThat(first.status()).isEqualTo(201);
            Api.Response again = openWithKey("key-1", WHY);
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(openWithKey("key-1", "{\"reason\": \"another\"}").status())
                    .isEqualTo(422);
            breakTogether(first.id());
            assertThat(openWithKey("key-1", WHY).json().path("state").asString())
                    .isEqualTo("BROKEN");
        }

        private Api.Response openWithKey(String key, String body) {
            return alice.send(alice.request(FREEZES)
                    .header("Content-Type", JSON)
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString(body)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"reason\": \" \"}",
                    "{\"reason\": \"r\", \"until\": \"tomorrow\"}",
                    "{\"reason\": \"r\", \"until\": \"2020-01-01T00:00:00Z\"}",
                    "{\"reason\": \"r\", \"until\": \"9999-01-01T00:00:00Z\"}"
                })
        void that_is_not_valid_is_refused(String body) {
            Api.Response refused = alice.post(FREEZES, JSON, body);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().path("type").asString()).endsWith("/invalid-freeze-request");
            assertThat(refused.json().path("errors").path(0).path("hint").asString())
                    .isNotBlank();
        }

        @Test
        void is_listed_with_earlier_ones_in_pages() {
            String earlier = open(alice);
            breakTogether(earlier);
            String newest = open(alice);
            JsonNode first = list("?limit=1");
            assertThat(first.path("items").path(0).path("id").asString()).isEqualTo(newest);
            assertThat(first.path("items").path(0).path("state").asString()).isEqualTo("OPEN");
            JsonNode next = list("?limit=1&after=" + first.path("next").asString());
            assertThat(next.path("items").path(0).path("id").asString()).isEqualTo(earlier);
            assertThat(next.at("/items/0/breakRequests").valueStream().map(request -> request.at("/actor/name")
                            .asString()))
                    .containsExactly("alice", "bob");
            assertThat(api.get(FREEZES + "?limit=0").status()).isEqualTo(400);
            assertThat(api.get(FREEZES + "?after=x").status()).isEqualTo(400);
        }
    }

    @Nested
    class A_request_to_break_a_freeze {
        @Test
        void of_the_same_person_does_not_end_it() {
            String freeze = open(alice);
            assertThat(requestBreak(alice, freeze).status()).isEqualTo(202);
            Api.Response again = requestBreak(alice, freeze);
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.json().path("breakRequestLapsesAt").asString()).isNotBlank();
            Api pipeline = named("pipeline", "approver");
            Api.Response onBehalf = pipeline.send(pipeline.request("%s/%s/actions/break".formatted(FREEZES, freeze))
                    .header("Content-Type", JSON)
                    .header("If-Match", "*")
                    .header("Lockstep-On-Behalf-Of", "Alice")
                    .POST(BodyPublishers.ofString(REASON)));
            assertThat(onBehalf.status()).isEqualTo(202);
            assertThat(api.get(FREEZES + "/" + freeze).json().path("state").asString())
                    .isEqualTo("OPEN");
        }

        @Test
        void that_has_lapsed_does_not_count() {
            String freeze = open(alice);
            requestBreak(alice, freeze);
            SharedCoordinator.jdbc()
                    .update(
                            """
                            UPDATE migration_freeze SET break_requests =
                                replace(break_requests::text, extract(year FROM now())::text || '-', '2020-')::json
                            WHERE id = ?::bigint
                            """,
                            freeze);
            assertThat(requestBreak(bob, freeze).status()).isEqualTo(202);
            assertThat(requestBreak(alice, freeze).status()).isEqualTo(200);
        }

        @Test
        void is_for_the_version_that_was_read() {
            String freeze = open(alice);
            String etag =
                    String.valueOf(api.get(FREEZES + "/" + freeze).headers().get("etag"));
            assertThat(requestBreak(alice, freeze, etag).status()).isEqualTo(202);
            Api.Response stale = requestBreak(bob, freeze, etag);
            assertThat(stale.status()).isEqualTo(412);
            assertThat(stale.json().path("detail").asString()).contains("the freeze has version 2");
            assertThat(requestBreak(bob, freeze, " ").status()).isEqualTo(428);
        }

        @Test
        void needs_a_reason_and_a_freeze() {
            String freeze = open(alice);
            assertThat(alice.send(alice.request("%s/%s/actions/break".formatted(FREEZES, freeze))
                                    .header("Content-Type", JSON)
                                    .header("If-Match", "*")
                                    .POST(BodyPublishers.ofString("{}")))
                            .status())
                    .isEqualTo(422);
            assertThat(requestBreak(alice, "999999").status()).isEqualTo(404);
            assertThat(requestBreak(alice, "x").status()).isEqualTo(404);
            assertThat(api.get(FREEZES + "/x").status()).isEqualTo(404);
            breakTogether(freeze);
            Api.Response ended = requestBreak(alice, freeze);
            assertThat(ended.status()).isEqualTo(409);
            assertThat(ended.json().path("type").asString()).endsWith("/freeze-ended");
        }
    }

    @Nested
    class The_audit_trail {
        @Test
        void has_who_has_opened_and_who_has_broken_a_freeze_with_their_reasons() {
            long before =
                    api.get("/api/v1/audit/verification").json().path("entries").longValue();
            String freeze = open(alice);
            breakTogether(freeze);
            List<JsonNode> entries = api.get("/api/v1/audit?limit=1000&after=" + before)
                    .json()
                    .valueStream()
                    .filter(entry -> entry.path("subject").asString().equals(freeze))
                    .toList();
            assertThat(entries)
                    .extracting(entry -> "%s %d %s"
                            .formatted(
                                    entry.at("/data/actor/name").asString(),
                                    entry.at("/data/status").intValue(),
                                    entry.at("/data/reason").asString()))
                    .containsExactly("alice 201 end of the year", "alice 202 checked", "bob 200 checked");
        }
    }

    @Nested
    class A_grant_with_a_scope {
        @Test
        void permits_neither_to_open_nor_to_break_a_freeze() {
            assertThat(api.withGrants("operator@target=pg-1")
                            .post(FREEZES, JSON, WHY)
                            .status())
                    .isEqualTo(403);
            String freeze = open(alice);
            assertThat(requestBreak(api.withGrants("approver@target=pg-1"), freeze)
                            .status())
                    .isEqualTo(403);
            assertThat(requestBreak(api.withGrants("operator"), freeze).status())
                    .isEqualTo(403);
            assertThat(api.withGrants("viewer").get(FREEZES).status()).isEqualTo(200);
        }
    }

    @Nested
    class A_token {
        @Test
        void of_an_approver_cannot_open_a_freeze() {
            assertThat(bob.post(FREEZES, JSON, WHY).status()).isEqualTo(403);
        }
    }
}
