package dev.lockstep.coordinator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("../docs/asyncapi.yaml");
    private static final PlanName PLAN = new PlanName("difficulty-level");
    private static final StepId STEP = new StepId("exercises");
    private static final TargetName TARGET = new TargetName("main-postgres");
    private static final Actor REQUESTER = new Actor("pipeline", Actor.Kind.SERVICE, "alice");
    private static final MigrationId MIGRATION = MigrationId.parse("00000000-0000-4000-8000-000000000001");

    static Stream<MigrationEvent> events() {
        return Stream.of(
                new MigrationEvent.Started(PLAN, Map.of("team", "core"), List.of(TARGET), MIGRATION),
                new MigrationEvent.StepApplied(PLAN, STEP, TARGET, StepResult.NOTHING),
                new MigrationEvent.StepCompensated(PLAN, STEP, TARGET, CompensationResult.NOTHING),
                new MigrationEvent.RollbackBegan(PLAN, STEP, "a step failed"),
                new MigrationEvent.Completed(
                        PLAN, "endpoint \"app\" has not entered maintenance: answered 503", MIGRATION),
                new MigrationEvent.RolledBack(
                        PLAN, "a step failed", 0, List.of("smoke test \"app-smoke\" failed: answered 503")),
                new MigrationEvent.NeedsOperator(PLAN, Map.of(), List.of(STEP)),
                new MigrationEvent.ClosedByOperator(PLAN, List.of(STEP), "changed manually"),
                new MigrationEvent.Rejected(PLAN, Map.of()),
                new MigrationEvent.Cancelled(PLAN, "postponed", MIGRATION));
    }

    private static JsonNode document() throws IOException {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(DOCUMENT));
        return LockstepJson.messages().valueToTree(read);
    }

    private static JsonNode message(MigrationEvent event) throws IOException {
        return document().path("components").path("messages").path(event.type());
    }

    private static JsonNode headers() throws IOException {
        return document().path("components").path("schemas").path("CloudEventHeaders");
    }

    private static JsonNode resolve(JsonNode reference) throws IOException {
        return document().at(JsonPointer.compile(reference.asString().substring(1)));
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    @Nested
    class The_document {
        @Test
        void has_the_topic_of_the_public_events() throws IOException {
            assertThat(document().at("/channels/migrations/address").asString()).isEqualTo(Topics.MIGRATIONS);
        }

        @Test
        void has_exactly_one_message_for_each_event_type() throws IOException {
            List<String> types = events().map(MigrationEvent::type).toList();

            assertThat(events().map(Object::getClass).toList())
                    .as("event types with a sample in this test")
                    .containsExactlyInAnyOrderElementsOf(Arrays.asList(MigrationEvent.class.getPermittedSubclasses()));
            assertThat(names(document().at("/components/messages"))).containsExactlyInAnyOrderElementsOf(types);
            assertThat(names(document().at("/channels/migrations/messages")))
                    .containsExactlyInAnyOrderElementsOf(types);
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.outbox.AsyncApiTest#events")
        void describes_exactly_the_headers_of_an_event(MigrationEvent event) throws IOException {
            Map<String, String> sent =
                    CloudEvents.headers(MIGRATION, new OutboxMessage.Order(1, 1), REQUESTER, event, Instant.EPOCH);

            Set<String> always = new HashSet<>(sent.keySet());
            always.remove("ce_authclaims");
            assertThat(strings(headers().path("required"))).containsExactlyInAnyOrderElementsOf(always);
            assertThat(names(headers().path("properties"))).containsExactlyInAnyOrderElementsOf(sent.keySet());
            assertThat(strings(headers().at("/properties/ce_authtype/enum"))).contains(sent.get("ce_authtype"));
            headers()
                    .path("properties")
                    .propertyStream()
                    .filter(header -> header.getValue().has("const"))
                    .forEach(header -> assertThat(sent)
                            .containsEntry(
                                    header.getKey(),
                                    header.getValue().path("const").asString()));
        }
    }

    @Nested
    class A_message {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.outbox.AsyncApiTest#events")
        void has_the_name_of_its_event_type(MigrationEvent event) throws IOException {
            assertThat(message(event).path("name").asString()).isEqualTo(event.type());
            assertThat(message(event)
                            .at("/headers/allOf/1/properties/ce_type/const")
                            .asString())
                    .isEqualTo(event.type());
            assertThat(document()
                            .path("channels")
                            .path("migrations")
                            .path("messages")
                            .path(event.type())
                            .path("$ref")
                            .asString())
                    .isEqualTo("#/components/messages/" + event.type());
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.outbox.AsyncApiTest#events")
        void describes_exactly_the_fields_of_its_payload(MigrationEvent event) throws IOException {
            String[] reference =
                    message(event).at("/payload/allOf/0/$ref").asString().split("#", 2);
            JsonNode schemas =
                    LockstepJson.messages().readTree(Files.readString(DOCUMENT.resolveSibling(reference[0])));
            JsonNode eventSchema = schemas.at(JsonPointer.compile(reference[1]));
            JsonNode additionalSchema = resolve(message(event).at("/payload/allOf/1/$ref"));
            JsonNode written = LockstepJson.messages().valueToTree(event);

            assertThat(reference[1])
                    .endsWith("/MigrationEvent." + event.getClass().getSimpleName());
            assertThat(names(written))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(eventSchema, additionalSchema)
                            .flatMap(schema -> names(schema.path("properties")).stream())
                            .toList());
            assertThat(additionalSchema.at("/properties/outcome/const")).isEqualTo(written.path("outcome"));
        }
    }
}
