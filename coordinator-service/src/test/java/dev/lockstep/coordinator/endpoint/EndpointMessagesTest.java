package dev.lockstep.coordinator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.saga.Notification;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EndpointMessagesTest extends EndpointClientCase {
    @Nested
    class A_notification {
        private JsonNode received(String format) throws InterruptedException {
            Notification notification = new Notification(
                    Occasion.ROLLED_BACK,
                    new PlanName("plan"),
                    1,
                    Actor.named("release-bot"),
                    "smoke test failed",
                    NOW);
            Endpoint endpoint = endpoint("format", format);
            client.send(endpoint, EndpointMessages.notification(endpoint, "id-1", MIGRATION, notification));
            return LockstepJson.messages()
                    .readTree(server.received("/asked").getLast().body());
        }

        @Test
        void comes_in_the_form_that_its_receiver_takes() throws InterruptedException {
            String text = "Migration plan (%s) was rolled back: smoke test failed".formatted(MIGRATION);
            assertThat(received("text").path("text").asString()).isEqualTo(text);
            assertThat(received("discord").path("content").asString()).isEqualTo(text);
            assertThat(received("teams")
                            .at("/attachments/0/content/body/0/text")
                            .asString())
                    .isEqualTo(text);
            JsonNode event = received("event");
            assertThat(event.path("occasion").asString()).isEqualTo("rolled-back");
            assertThat(event.path("migration").asString()).isEqualTo(MIGRATION.toString());
            assertThat(event.path("requester").asString()).isEqualTo("release-bot");
            assertThat(event.path("at").asString()).isEqualTo(NOW.toString());
        }
    }
}
