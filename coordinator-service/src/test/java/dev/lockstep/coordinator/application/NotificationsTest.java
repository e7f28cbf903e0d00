package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testservers.http.TestEndpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NotificationsTest extends EndpointCase {
    @Nested
    class A_notification {
        private void awaitReceived(String id, int count) {
            Waits.await().until(() -> endpoint.ofMigration(id).size() == count);
        }

        @Test
        void tells_what_the_plan_asks_for_in_order() {
            String id = submit(plan("pg-1", "  notify: [{endpoint: chat, on: [started, completed]}]\n"));
            awaitState(id, "COMPLETED");
            awaitReceived(id, 2);
            assertThat(endpoint.ofMigration(id))
                    .extracting(TestEndpoint.Received::body)
                    .satisfiesExactly(
                            body -> assertThat(body).contains("has started: targets: pg-1"),
                            body -> assertThat(body).contains("is completed"));
            assertThat(endpoint.ofMigration(id).getFirst().headers())
                    .containsKeys("webhook-id", "webhook-timestamp", "webhook-signature");
        }

        @Test
        void that_fails_is_repeated_with_the_same_id_and_holds_nothing_up() {
            endpoint.answer("/chat", 500);
            String id = submit(
                    plan("pg-1", "  notify: [{endpoint: chat, on: [started]}, {endpoint: nobody, on: [started]}]\n"));
            awaitState(id, "COMPLETED");
            Waits.await().until(() -> endpoint.ofMigration(id).size() >= 2);
            endpoint.answer("/chat", 200);
            assertThat(endpoint.ofMigration(id).stream()
                            .map(request -> request.headers().get("webhook-id"))
                            .distinct())
                    .hasSize(1);
        }

        @Test
        void says_that_an_approval_is_required() {
            String id = submit(plan(
                    "pg-1",
                    "  approval: {required: true}\n",
                    "  notify: [{endpoint: chat, on: [approval-required, cancelled]}]\n"));
            awaitReceived(id, 1);
            assertThat(endpoint.ofMigration(id).getFirst().body())
                    .contains("needs an approval", "somebody else must approve it");
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(202);
            awaitReceived(id, 2);
            assertThat(endpoint.ofMigration(id).getLast().body()).contains("was cancelled", "requested by a test");
        }
    }
}
