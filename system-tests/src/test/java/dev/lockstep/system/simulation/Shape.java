package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanMetadata;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.plan.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What plans look like: one to five steps on three kinds of targets, in a chain or along a graph. */
final class Shape {
    private static final int MOST_STEPS = 5;
    private static final ObjectNode EVERYTHING = JsonNodeFactory.instance.objectNode();
    private final Fate fate;

    Shape(Fate fate) {
        this.fate = fate;
    }

    /** Whether steps wait for the one before, or for whichever the seed chooses. */
    enum Order {
        CHAIN,
        GRAPH
    }

    static TargetName targetOf(TargetKind kind) {
        return new TargetName(kind.name().toLowerCase(Locale.ROOT));
    }

    /** The step that a check belongs to. */
    static StepId stepOf(Verification check) {
        return new StepId(
                switch (check.count()) {
                    case null -> Objects.requireNonNull(check.sql());
                    case Verification.Count.Documents documents -> documents.collection();
                    case Verification.Count.Keys keys -> keys.match();
                });
    }

    Plan plan(String prefix, Order order) {
        List<Step> steps = new ArrayList<>();
        int size = 1 + fate.below(MOST_STEPS);
        boolean pivot = fate.chance(0.25);
        for (int index = 1; index <= size; index++) {
            steps.add(step(prefix + index, dependencies(order, steps), pivot && index == size ? Way.ONE : Way.BOTH));
        }
        return Plan.of(PlanMetadata.named(prefix), new PlanSpec(steps));
    }

    /** One step on each kind of target. */
    static Plan everyKind(String name) {
        return Plan.of(
                PlanMetadata.named(name),
                new PlanSpec(Stream.of(TargetKind.values())
                        .map(kind -> plain(name, targetOf(kind), kind))
                        .toList()));
    }

    private static Step plain(String name, TargetName target, TargetKind kind) {
        String id = name + "-" + target;
        return Step.of(id, target.value(), operation(id, kind, Way.BOTH, SourceKeys.KEEP));
    }

    /** Whether there is a way back. */
    private enum Way {
        ONE,
        BOTH
    }

    private @Nullable List<StepId> dependencies(Order order, List<Step> before) {
        return switch (order) {
            case CHAIN -> null;
            case GRAPH ->
                before.stream().map(Step::id).filter(_ -> fate.chance(0.5)).toList();
        };
    }

    private Step step(String id, @Nullable List<StepId> dependencies, Way way) {
        TargetKind kind = fate.oneOf(List.of(TargetKind.values()));
        return new Step(
                new StepId(id),
                targetOf(kind),
                operation(id, kind, way, way == Way.BOTH && fate.chance(0.8) ? SourceKeys.DELETE : SourceKeys.KEEP),
                way == Way.ONE || fate.chance(0.5) ? List.of(check(id, kind)) : null,
                dependencies,
                way == Way.ONE,
                null);
    }

    private static StepOperation operation(String id, TargetKind kind, Way way, SourceKeys source) {
        return switch (kind) {
            case POSTGRES -> new PostgresSql("1", "up " + id, way == Way.ONE ? null : "down " + id);
            case MONGO ->
                new MongoUpdate(
                        id, EVERYTHING, JsonNodeFactory.instance.objectNode().put("n", 1), null);
            case REDIS ->
                new RedisTransform(id + "-*", new KeyRename(id, id + "-to"), source, null, null, null, null, null);
        };
    }

    private static Verification check(String id, TargetKind kind) {
        return switch (kind) {
            case POSTGRES -> new Verification(id, null, null, null, 0L);
            case MONGO -> new Verification(null, new Verification.Count.Documents(id, EVERYTHING), null, null, 0L);
            case REDIS -> new Verification(null, new Verification.Count.Keys(id), null, null, 0L);
        };
    }
}
