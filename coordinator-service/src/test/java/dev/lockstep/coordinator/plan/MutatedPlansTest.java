package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.target.TestTargets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Validates mutations of a plan that has every field. Each mutation replaces, removes or adds one value. */
class MutatedPlansTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String COMPLETE_PLAN =
            "/dev/lockstep/contract/examples/plan/accepted/every-operation-with-every-field.json";
    private static final PlanIntake INTAKE = PlanIntake.withTargets(
            () -> List.of(
                    TestTargets.view("main-postgres", TargetKind.POSTGRES, "postgres.sql"),
                    TestTargets.view("main-mongo", TargetKind.MONGO, "mongo.update"),
                    TestTargets.view("main-redis", TargetKind.REDIS, "redis.transform")),
            Endpoints.read(List.of(Map.of(
                    "lockstep.endpoints.app-maintenance.url", "http://localhost:1/maintenance",
                    "lockstep.endpoints.app-smoke.url", "http://localhost:1/smoke",
                    "lockstep.endpoints.team-chat.url", "http://localhost:1/chat"))),
            Duration.ofSeconds(15));

    /** Values that are valid in few fields only. */
    private static List<JsonNode> unusualValues() {
        return List.of(
                NODES.nullNode(),
                NODES.booleanNode(true),
                NODES.numberNode(-1),
                NODES.numberNode(new BigDecimal("1e1000")),
                NODES.numberNode(BigInteger.TWO.pow(200)),
                NODES.stringNode(""),
                NODES.stringNode("\u0000"),
                NODES.stringNode("\ud83d"),
                NODES.stringNode("${x}"),
                NODES.stringNode("x".repeat(5_000)),
                NODES.arrayNode(),
                NODES.arrayNode().add(NODES.nullNode()),
                NODES.objectNode(),
                NODES.objectNode().put("", 1).put("/~", 2));
    }

    private static JsonNode completePlan() {
        try (var in = Objects.requireNonNull(MutatedPlansTest.class.getResourceAsStream(COMPLETE_PLAN))) {
            return LockstepJson.plans().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> pointersIn(JsonNode node, String pointer) {
        List<String> pointers = new ArrayList<>(List.of(pointer));
        if (node.isObject()) {
            node.properties()
                    .forEach(member ->
                            pointers.addAll(pointersIn(member.getValue(), Pointer.of(pointer, member.getKey()))));
        }
        for (int index = 0; node.isArray() && index < node.size(); index++) {
            pointers.addAll(pointersIn(node.get(index), Pointer.of(pointer, index)));
        }
        return pointers;
    }

    static Stream<String> pointers() {
        return pointersIn(completePlan(), "").stream().filter(pointer -> !pointer.isEmpty());
    }

    /** Replaces and removes the value at a pointer, and adds an unknown field to it if it is an object. */
    private static List<JsonNode> mutationsAt(String pointer) {
        List<JsonNode> mutations = new ArrayList<>();
        for (JsonNode value : unusualValues()) {
            mutations.add(replaced(pointer, value));
        }
        mutations.add(removed(pointer));
        JsonNode extended = completePlan();
        if (extended.at(pointer) instanceof ObjectNode object) {
            mutations.add(extended);
            object.put("unknownField", 1);
        }
        return mutations;
    }

    private static JsonNode replaced(String pointer, JsonNode value) {
        JsonNode plan = completePlan();
        JsonNode parent = plan.at(Pointer.parent(pointer));
        String last = last(pointer);
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(last), value);
        }
        return plan;
    }

    private static JsonNode removed(String pointer) {
        JsonNode plan = completePlan();
        JsonNode parent = plan.at(Pointer.parent(pointer));
        if (parent instanceof ObjectNode object) {
            object.remove(last(pointer));
        } else {
            ((ArrayNode) parent).remove(Integer.parseInt(last(pointer)));
        }
        return plan;
    }

    private static String last(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
    }

    private static void assertValidation(JsonNode plan, PlanFormat format) {
        String text = LockstepJson.plans().writerWithDefaultPrettyPrinter().writeValueAsString(plan);
        switch (INTAKE.validate(text.getBytes(StandardCharsets.UTF_8), format)) {
            case PlanValidation.Valid valid -> assertCanBeStored(valid);
            case PlanValidation.Unreadable(ErrorDetail error) -> assertHasPositionAndHint(error);
            case PlanValidation.Invalid(List<ErrorDetail> errors, int _total) ->
                assertThat(errors).isNotEmpty().allSatisfy(MutatedPlansTest::assertHasPositionAndHint);
        }
    }

    private static void assertCanBeStored(PlanValidation.Valid valid) {
        String stored = LockstepJson.messages().writeValueAsString(valid.plan());
        assertThat(LockstepJson.messages().readValue(stored, valid.plan().getClass()))
                .isEqualTo(valid.plan());
    }

    private static void assertHasPositionAndHint(ErrorDetail error) {
        assertThat(error.line()).isPositive();
        assertThat(error.column()).isPositive();
        assertThat(error.hint()).isNotBlank();
        assertThat(error.message()).isNotBlank().doesNotContain("java", "jackson", "JsonToken");
    }

    @Nested
    class A_mutated_plan {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.MutatedPlansTest#pointers")
        void is_refused_with_a_position_and_a_hint_or_can_be_stored_and_read_again(String pointer) {
            for (JsonNode plan : mutationsAt(pointer)) {
                assertValidation(plan, PlanFormat.JSON);
                assertValidation(plan, PlanFormat.YAML);
            }
        }
    }
}
