package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.target.TargetView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A plan with every field that there is, spoilt at every place in every way. */
class MutatedPlansTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String EVERYTHING =
            "/dev/lockstep/contract/examples/plan/accepted/every-operation-with-every-field.json";
    private static final PlanIntake INTAKE = PlanIntake.withTargets(() -> List.of(
            target("main-postgres", TargetKind.POSTGRES, "postgres.sql"),
            target("main-mongo", TargetKind.MONGO, "mongo.update"),
            target("main-redis", TargetKind.REDIS, "redis.transform")));

    private static TargetView target(String name, TargetKind kind, String operation) {
        return new TargetView(
                new TargetName(name),
                kind,
                null,
                null,
                List.of(operation),
                List.of("worker"),
                TargetView.Readiness.READY,
                null);
    }

    /** Values that hardly any place can take. */
    private static List<JsonNode> strangers() {
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

    private static JsonNode everything() {
        try (var in = Objects.requireNonNull(MutatedPlansTest.class.getResourceAsStream(EVERYTHING))) {
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

    static Stream<String> places() {
        return pointersIn(everything(), "").stream().filter(pointer -> !pointer.isEmpty());
    }

    /** The plan with another value, none, and one too many at a place. */
    private static List<JsonNode> spoiltAt(String pointer) {
        List<JsonNode> spoilt = new ArrayList<>();
        for (JsonNode stranger : strangers()) {
            spoilt.add(replaced(pointer, stranger));
        }
        spoilt.add(removed(pointer));
        JsonNode more = everything();
        if (more.at(pointer) instanceof ObjectNode object) {
            spoilt.add(more);
            object.put("unheardOf", 1);
        }
        return spoilt;
    }

    private static JsonNode replaced(String pointer, JsonNode value) {
        JsonNode plan = everything();
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
        JsonNode plan = everything();
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

    private static void isJudgedSoundly(JsonNode plan, PlanFormat format) {
        String text = LockstepJson.plans().writerWithDefaultPrettyPrinter().writeValueAsString(plan);
        switch (INTAKE.judge(text.getBytes(StandardCharsets.UTF_8), format)) {
            case PlanValidation.Valid valid -> canBeKept(valid);
            case PlanValidation.Unreadable(ErrorDetail mistake) -> isTold(mistake);
            case PlanValidation.Invalid(List<ErrorDetail> mistakes) ->
                assertThat(mistakes).isNotEmpty().allSatisfy(MutatedPlansTest::isTold);
        }
    }

    private static void canBeKept(PlanValidation.Valid valid) {
        String kept = LockstepJson.messages().writeValueAsString(valid.plan());
        assertThat(LockstepJson.messages().readValue(kept, valid.plan().getClass()))
                .isEqualTo(valid.plan());
    }

    private static void isTold(ErrorDetail mistake) {
        assertThat(mistake.line()).isPositive();
        assertThat(mistake.column()).isPositive();
        assertThat(mistake.hint()).isNotBlank();
        assertThat(mistake.message()).isNotBlank().doesNotContain("java", "jackson", "JsonToken");
    }

    @Nested
    class A_plan_spoilt_anywhere {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.MutatedPlansTest#places")
        void is_refused_with_place_and_mend_or_can_be_kept_and_read_again(String place) {
            for (JsonNode plan : spoiltAt(place)) {
                isJudgedSoundly(plan, PlanFormat.JSON);
                isJudgedSoundly(plan, PlanFormat.YAML);
            }
        }
    }
}
