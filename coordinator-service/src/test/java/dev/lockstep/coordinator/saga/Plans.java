package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.BackoffTime;
import dev.lockstep.contract.plan.Deadline;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.OutageLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanBackoff;
import dev.lockstep.contract.plan.PlanBackup;
import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.plan.PlanDryRun;
import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.plan.PlanMetadata;
import dev.lockstep.contract.plan.PlanNotification;
import dev.lockstep.contract.plan.PlanPhase;
import dev.lockstep.contract.plan.PlanRehearsal;
import dev.lockstep.contract.plan.PlanRetry;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.PlanSmokeTest;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans whose steps have ids of one letter. Each step has its own target unless {@link #stepOn} names one. */
final class Plans {
    private Plans() {}

    static Plan of(Step... steps) {
        return Plan.of(PlanMetadata.named("plan"), new PlanSpec(List.of(steps)));
    }

    static Plan withGates(@Nullable PlanWindow window, @Nullable PlanApproval approval, List<Step> steps) {
        return Plan.of(
                PlanMetadata.named("plan"),
                new PlanSpec(window, approval, null, null, null, null, null, null, null, steps));
    }

    /** A plan whose application is in maintenance meanwhile, and which has smoke tests with these endpoints. */
    static Plan withEndpoints(List<String> smokeTests, Step... steps) {
        return withEndpoints(null, smokeTests, List.of(), steps);
    }

    static Plan withEndpoints(
            @Nullable PlanWindow window, List<String> smokeTests, List<PlanNotification> notifications, Step... steps) {
        return Plan.of(
                PlanMetadata.named("plan"),
                new PlanSpec(
                        window,
                        null,
                        null,
                        null,
                        null,
                        new PlanMaintenance(new EndpointName("application"), null),
                        smokeTests.stream()
                                .map(name -> new PlanSmokeTest(new EndpointName(name), 200, null))
                                .toList(),
                        null,
                        notifications,
                        List.of(steps)));
    }

    /** A plan with a dry run and a backup before its steps. */
    static Plan prepared(boolean hasDryRun, boolean hasBackup, Step... steps) {
        return prepared(hasDryRun, hasBackup, false, steps);
    }

    static Plan prepared(boolean hasDryRun, boolean hasBackup, boolean hasMaintenance, Step... steps) {
        return Plan.of(
                PlanMetadata.named("plan"),
                new PlanSpec(
                        null,
                        null,
                        null,
                        hasDryRun ? new PlanDryRun(true) : null,
                        hasBackup ? new PlanBackup(true, null) : null,
                        hasMaintenance ? new PlanMaintenance(new EndpointName("application"), null) : null,
                        null,
                        null,
                        null,
                        List.of(steps)));
    }

    /** The same plan with a rehearsal before its steps. */
    static Plan rehearsed(Plan plan) {
        PlanSpec spec = plan.spec();
        return Plan.of(
                plan.metadata(),
                new PlanSpec(
                        spec.window(),
                        spec.approval(),
                        PlanRehearsal.DEFAULT,
                        spec.dryRun(),
                        spec.backup(),
                        spec.maintenance(),
                        spec.smokeTests(),
                        spec.rollback(),
                        spec.contract(),
                        spec.notifications(),
                        spec.retry(),
                        spec.deadline(),
                        spec.steps()));
    }

    /** The same plan with gates of the rollback after its completion. */
    static Plan withRollback(Plan plan, PlanRollback rollback) {
        PlanSpec spec = plan.spec();
        return Plan.of(
                plan.metadata(),
                new PlanSpec(
                        spec.window(),
                        spec.approval(),
                        spec.rehearsal(),
                        spec.dryRun(),
                        spec.backup(),
                        spec.maintenance(),
                        spec.smokeTests(),
                        rollback,
                        spec.contract(),
                        spec.notifications(),
                        spec.retry(),
                        spec.deadline(),
                        spec.steps()));
    }

    /** The same plan with retries and a deadline of the migration. */
    static Plan withLimits(Plan plan, @Nullable PlanRetry retry, @Nullable Duration deadline) {
        PlanSpec spec = plan.spec();
        return Plan.of(
                plan.metadata(),
                new PlanSpec(
                        spec.window(),
                        spec.approval(),
                        spec.rehearsal(),
                        spec.dryRun(),
                        spec.backup(),
                        spec.maintenance(),
                        spec.smokeTests(),
                        spec.rollback(),
                        spec.contract(),
                        spec.notifications(),
                        retry,
                        deadline == null ? null : new Deadline(deadline),
                        spec.steps()));
    }

    /** The same step with retries and a deadline of its own. */
    static Step withLimits(Step step, @Nullable PlanRetry retry, @Nullable Duration deadline) {
        return new Step(
                step.id(),
                step.target(),
                step.operation(),
                step.verify(),
                step.dependsOn(),
                step.irreversible(),
                step.onConflict(),
                retry,
                deadline == null ? null : new Deadline(deadline),
                step.phase());
    }

    static PlanRetry retry(int attempts, Duration firstBackoff, Duration outageLimit) {
        return new PlanRetry(
                attempts, new PlanBackoff(new BackoffTime(firstBackoff), null), new OutageLimit(outageLimit));
    }

    /** A plan with contract steps, which wait for this. */
    static Plan withContract(PlanContract contract, Plan plan, Step... contractSteps) {
        PlanSpec spec = plan.spec();
        return Plan.of(
                plan.metadata(),
                new PlanSpec(
                        spec.window(),
                        spec.approval(),
                        spec.rehearsal(),
                        spec.dryRun(),
                        spec.backup(),
                        spec.maintenance(),
                        spec.smokeTests(),
                        spec.rollback(),
                        contract,
                        spec.notifications(),
                        spec.retry(),
                        spec.deadline(),
                        Stream.concat(
                                        spec.steps().stream(),
                                        Stream.of(contractSteps).map(Plans::contractStep))
                                .toList()));
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

    static PlanRollback approvedRollback() {
        return new PlanRollback(new PlanApproval(true, new GateLimit(Duration.ofDays(1))), null, null);
    }

    /** A rollback in the maintenance of another endpoint, which ends with these smoke tests. */
    static PlanRollback rollbackWithEndpoints(String... smokeTests) {
        return new PlanRollback(
                null,
                new PlanMaintenance(new EndpointName("rollback-application"), null),
                Stream.of(smokeTests)
                        .map(name -> new PlanSmokeTest(new EndpointName(name), 200, null))
                        .toList());
    }

    /** A plan in which each step depends on the previous one. */
    static Plan chain(String... ids) {
        return of(Stream.of(ids).map(Plans::step).toArray(Step[]::new));
    }

    static Step step(String id) {
        return Step.of(id, "on-" + id, sql());
    }

    static Step stepOn(String id, String target) {
        return Step.of(id, target, sql());
    }

    static Step stepAfter(String id, String... dependencies) {
        List<StepId> dependencyIds = Stream.of(dependencies).map(StepId::new).toList();
        return step(id, "on-" + id, sql(), dependencyIds, false);
    }

    static Step stepOnAfter(String id, String target, String... dependencies) {
        return step(id, target, sql(), Stream.of(dependencies).map(StepId::new).toList(), false);
    }

    static Step stepWithFinish(String id) {
        return step(id, "on-" + id, keyRename(), null, false);
    }

    static Step stepWithFinishAfter(String id, String... dependencies) {
        List<StepId> dependencyIds = Stream.of(dependencies).map(StepId::new).toList();
        return step(id, "on-" + id, keyRename(), dependencyIds, false);
    }

    static Step irreversibleStep(String id) {
        return step(id, "on-" + id, sql(), null, true);
    }

    private static Step step(
            String id,
            String target,
            StepOperation operation,
            @Nullable List<StepId> dependencyIds,
            boolean irreversible) {
        return new Step(new StepId(id), new TargetName(target), operation, null, dependencyIds, irreversible, null);
    }

    private static StepOperation sql() {
        return new PostgresSql("1", "UPDATE t SET n = n + 1", "UPDATE t SET n = n - 1");
    }

    private static StepOperation keyRename() {
        return new RedisTransform(
                "old:*", new KeyRename("old:", "new:"), SourceKeys.DELETE, null, null, null, null, null);
    }
}
