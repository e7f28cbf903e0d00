package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.BackoffTime;
import dev.lockstep.contract.plan.ContractCheck;
import dev.lockstep.contract.plan.Deadline;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.OutageLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanBackoff;
import dev.lockstep.contract.plan.PlanBackup;
import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.plan.PlanDryRun;
import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.plan.PlanMetadata;
import dev.lockstep.contract.plan.PlanPhase;
import dev.lockstep.contract.plan.PlanRehearsal;
import dev.lockstep.contract.plan.PlanRetry;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.PlanSmokeTest;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.plan.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Random plans: one to five steps on three kinds of targets, as a chain or a graph. */
final class SimulatedPlans {
    private static final int MAX_STEPS = 5;
    private static final ObjectNode ALL_DOCUMENTS = JsonNodeFactory.instance.objectNode();
    private final SeededRandom random;

    SimulatedPlans(SeededRandom random) {
        this.random = random;
    }

    /** Whether each step depends on the one before or on random earlier steps. */
    enum StepOrder {
        CHAIN,
        GRAPH
    }

    private enum Reversibility {
        REVERSIBLE,
        IRREVERSIBLE
    }

    static TargetName targetOf(TargetKind kind) {
        return new TargetName(kind.name().toLowerCase(Locale.ROOT));
    }

    /** The step of a check. Every check contains the id of its step. */
    static StepId stepOf(Verification check) {
        return new StepId(
                switch (check.count()) {
                    case null -> Objects.requireNonNull(check.sql());
                    case Verification.Count.Documents documents -> documents.collection();
                    case Verification.Count.Keys keys -> keys.match();
                });
    }

    Plan plan(String prefix, StepOrder order) {
        List<Step> steps = new ArrayList<>();
        int size = 1 + random.below(MAX_STEPS);
        boolean hasPivot = random.chance(0.25);
        for (int index = 1; index <= size; index++) {
            Reversibility reversibility =
                    hasPivot && index == size ? Reversibility.IRREVERSIBLE : Reversibility.REVERSIBLE;
            steps.add(step(prefix + index, dependencies(order, steps), reversibility));
        }
        PlanContract contract = size > 1 && random.chance(hasPivot ? 0.1 : 0.2) ? contract(steps.getLast()) : null;
        int contractSteps = contract == null ? 0 : 1 + random.below(size - 1);
        return Plan.of(
                PlanMetadata.named(prefix),
                new PlanSpec(
                        window(),
                        approval(0.2),
                        rehearsal(),
                        dryRun(),
                        backup(),
                        maintenance(),
                        smokeTests(),
                        rollback(),
                        contract,
                        null,
                        retry(),
                        deadline(0.15, 5_000, 200_000),
                        withContract(steps, contractSteps)));
    }

    /** What the contract steps wait for; at least one of a delay, an operator and a check. */
    private PlanContract contract(Step last) {
        GateLimit delay = random.chance(0.4) ? new GateLimit(Duration.ofMillis(random.between(1_000, 40_000))) : null;
        boolean confirmation = random.chance(0.5);
        boolean isChecked = random.chance(0.4) || (delay == null && !confirmation);
        return new PlanContract(
                delay,
                confirmation,
                isChecked ? List.of(contractCheck(last)) : List.of(),
                new GateLimit(Duration.ofMillis(random.between(45_000, 300_000))));
    }

    private static ContractCheck contractCheck(Step step) {
        Verification check = check(step.id().value(), step.operation().kind());
        return new ContractCheck(
                step.target(), check.sql(), check.count(), check.equalTo(), check.atLeast(), check.atMost());
    }

    private static List<Step> withContract(List<Step> steps, int contractSteps) {
        int first = steps.size() - contractSteps;
        return IntStream.range(0, steps.size())
                .mapToObj(index -> index < first ? steps.get(index) : contractStep(steps.get(index)))
                .toList();
    }

    private static Step contractStep(Step step) {
        return new Step(
                step.id(),
                step.target(),
                step.operation(),
                step.verify(),
                step.dependsOn(),
                step.irreversible(),
                step.onConflict(),
                step.retry(),
                step.deadline(),
                PlanPhase.CONTRACT);
    }

    private @Nullable PlanRetry retry() {
        return random.chance(0.2)
                ? new PlanRetry(
                        random.chance(0.5) ? 1 + random.below(8) : null,
                        new PlanBackoff(new BackoffTime(Duration.ofMillis(random.between(100, 3_000))), null),
                        random.chance(0.5) ? new OutageLimit(Duration.ofMillis(random.between(1_000, 200_000))) : null)
                : null;
    }

    private @Nullable Deadline deadline(double probability, long min, long max) {
        return random.chance(probability) ? new Deadline(Duration.ofMillis(random.between(min, max))) : null;
    }

    private @Nullable PlanWindow window() {
        if (random.chance(0.8)) {
            return null;
        }
        long start = random.between(0, 40_000);
        long end = start + random.between(1_000, 200_000);
        return new PlanWindow(
                random.chance(0.7) ? new PlanTime(SimulatedScheduler.START.plusMillis(start)) : null,
                new PlanTime(SimulatedScheduler.START.plusMillis(end)));
    }

    private @Nullable PlanApproval approval(double probability) {
        return random.chance(probability)
                ? new PlanApproval(true, new GateLimit(Duration.ofMillis(random.between(5_000, 200_000))))
                : null;
    }

    private @Nullable PlanRehearsal rehearsal() {
        return random.chance(0.1) ? PlanRehearsal.DEFAULT : null;
    }

    private @Nullable PlanDryRun dryRun() {
        return random.chance(0.1) ? new PlanDryRun(true) : null;
    }

    private @Nullable PlanBackup backup() {
        return random.chance(0.3) ? new PlanBackup(true, null) : null;
    }

    private @Nullable PlanMaintenance maintenance() {
        return random.chance(0.3) ? new PlanMaintenance(new EndpointName("application"), null) : null;
    }

    private List<PlanSmokeTest> smokeTests() {
        PlanSmokeTest test = new PlanSmokeTest(new EndpointName("smoke"), null, null);
        return random.chance(0.3) ? Collections.nCopies(1 + random.below(2), test) : List.of();
    }

    private @Nullable PlanRollback rollback() {
        PlanApproval approval = approval(0.4);
        PlanMaintenance maintenance = maintenance();
        List<PlanSmokeTest> smokeTests = smokeTests();
        return approval == null && maintenance == null && smokeTests.isEmpty()
                ? null
                : new PlanRollback(approval, maintenance, smokeTests);
    }

    /** One step on each kind of target. */
    static Plan oneStepPerKind(String name) {
        return Plan.of(
                PlanMetadata.named(name),
                new PlanSpec(Stream.of(TargetKind.values())
                        .map(kind -> reversibleStep(name, targetOf(kind), kind))
                        .toList()));
    }

    private static Step reversibleStep(String name, TargetName target, TargetKind kind) {
        String id = name + "-" + target;
        return Step.of(id, target.value(), operation(id, kind, Reversibility.REVERSIBLE, SourceKeys.KEEP));
    }

    private @Nullable List<StepId> dependencies(StepOrder order, List<Step> before) {
        return switch (order) {
            case CHAIN -> null;
            case GRAPH ->
                before.stream().map(Step::id).filter(_ -> random.chance(0.5)).toList();
        };
    }

    private Step step(String id, @Nullable List<StepId> dependencies, Reversibility reversibility) {
        boolean irreversible = reversibility == Reversibility.IRREVERSIBLE;
        TargetKind kind = random.pick(List.of(TargetKind.values()));
        SourceKeys source = !irreversible && random.chance(0.8) ? SourceKeys.DELETE : SourceKeys.KEEP;
        return new Step(
                new StepId(id),
                targetOf(kind),
                operation(id, kind, reversibility, source),
                irreversible || random.chance(0.5) ? List.of(check(id, kind)) : null,
                dependencies,
                irreversible,
                null,
                retry(),
                irreversible ? null : deadline(0.1, 1_000, 60_000),
                null);
    }

    private static StepOperation operation(String id, TargetKind kind, Reversibility reversibility, SourceKeys source) {
        return switch (kind) {
            case POSTGRES ->
                new PostgresSql("1", "up " + id, reversibility == Reversibility.IRREVERSIBLE ? null : "down " + id);
            case MONGO ->
                new MongoUpdate(
                        id, ALL_DOCUMENTS, JsonNodeFactory.instance.objectNode().put("n", 1), null);
            case REDIS ->
                new RedisTransform(id + "-*", new KeyRename(id, id + "-to"), source, null, null, null, null, null);
        };
    }

    private static Verification check(String id, TargetKind kind) {
        return switch (kind) {
            case POSTGRES -> new Verification(id, null, null, null, 0L);
            case MONGO -> new Verification(null, new Verification.Count.Documents(id, ALL_DOCUMENTS), null, null, 0L);
            case REDIS -> new Verification(null, new Verification.Count.Keys(id), null, null, 0L);
        };
    }
}
