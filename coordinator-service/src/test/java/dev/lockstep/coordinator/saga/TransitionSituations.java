package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** The situations in which a saga gets each command: the rows of docs/saga-transitions.md. */
final class TransitionSituations {
    private static final Plan TWO_STEPS = Plans.chain("a", "b");
    private static final Plan INDEPENDENT_STEPS = Plans.of(Plans.stepAfter("a"), Plans.stepAfter("b"));
    private static final Plan PLAN_WITH_PIVOT = Plans.of(Plans.step("a"), Plans.irreversibleStep("b"));
    private static final Plan PLAN_WITH_FINISH = Plans.of(Plans.stepWithFinish("a"));
    private static final Plan PLAN_WITH_FINISH_AND_PIVOT =
            Plans.of(Plans.stepWithFinish("a"), Plans.irreversibleStep("b"));

    private static final Plan PREPARED_PLAN = Plans.prepared(true, true, Plans.step("a"), Plans.step("b"));
    private static final Plan PLAN_WITH_ENDPOINTS =
            Plans.withEndpoints(List.of("smoke-1", "smoke-2"), Plans.step("a"), Plans.step("b"));
    private static final Plan PLAN_WITH_ENDPOINTS_AND_PIVOT =
            Plans.withEndpoints(List.of("smoke-1"), Plans.irreversibleStep("a"));
    private static final Plan PLAN_WITH_APPROVAL =
            Plans.withGates(null, new PlanApproval(true, null), List.of(Plans.step("a")));
    private static final Plan PLAN_WITH_WINDOW = Plans.withGates(
            new PlanWindow(new PlanTime(ScenarioCommand.START.plusSeconds(30)), null), null, List.of(Plans.step("a")));

    private TransitionSituations() {}

    /** The rows of the tables. The supplier builds a new scenario for each cell. */
    static SequencedMap<String, Supplier<Scenario>> all() {
        SequencedMap<String, Supplier<Scenario>> rows = new LinkedHashMap<>();
        rows.put("not submitted", () -> given());
        rows.put("an approval is required", () -> given(submit(PLAN_WITH_APPROVAL)));
        rows.put("the window is not open", () -> given(submit(PLAN_WITH_WINDOW)));
        rows.put(
                "the contract steps wait for a delay",
                () -> given(ContractCommands.submit(ContractCommands.DELAY, Plans.step("a"))));
        rows.put(
                "the contract steps wait for an operator",
                () -> given(ContractCommands.submit(ContractCommands.OPERATOR, Plans.step("a"))));
        rows.put(
                "the contract steps wait for a check",
                () -> given(ContractCommands.submit(ContractCommands.CHECKS, Plans.step("a"))));
        rows.put(
                "the contract steps wait for a delay, an operator and a check",
                () -> given(ContractCommands.submit(ContractCommands.EVERYTHING, Plans.step("a"))));
        rows.put("the limit of the contract is over", () -> given(
                        ContractCommands.submit(ContractCommands.EVERYTHING, Plans.step("a")))
                .after(Duration.ofMinutes(5)));
        rows.put("queued", () -> given(submit(TWO_STEPS)));
        rows.put(
                "queued, a target has no worker",
                () -> given(submit(TWO_STEPS), ScenarioCommand.workerMissing("on-a", Duration.ofMinutes(1))));
        rows.put("one preflight outstanding", () -> given(submit(TWO_STEPS), start(), succeeded("a")));
        rows.put("two preflights outstanding", () -> given(submit(TWO_STEPS), start()));
        rows.put(
                "one preflight failed, one outstanding",
                () -> given(submit(TWO_STEPS), start(), failedPermanently("a")));
        rows.put("one dry run outstanding", () -> dryRunning().and(PreparationReports.tried("a")));
        rows.put("two dry runs outstanding", TransitionSituations::dryRunning);
        rows.put("one dry run failed, one outstanding", () -> dryRunning().and(PreparationReports.triedInVain("a")));
        rows.put("all steps tried", () -> dryRunning()
                .and(PreparationReports.tried("a"), PreparationReports.tried("b")));
        rows.put("one rehearsal outstanding", () -> rehearsing().and(PreparationReports.rehearsed("a")));
        rows.put("two rehearsals outstanding", TransitionSituations::rehearsing);
        rows.put("one rehearsal failed, one outstanding", () -> rehearsing().and(failedPermanently("a")));
        rows.put("all steps rehearsed", () -> rehearsing()
                .and(PreparationReports.rehearsed("a"), PreparationReports.rehearsed("b")));
        rows.put("one rehearsal before the first step outstanding", () -> applying(Plans.rehearsed(TWO_STEPS))
                .and(PreparationReports.rehearsed("a")));
        rows.put(
                "preflight of a migration whose deadline has passed", () -> given(submit(limited(TWO_STEPS)), start()));
        rows.put("a step that is not the last", () -> applying(TWO_STEPS));
        rows.put("the last step", () -> applying(TWO_STEPS, succeeded("a")));
        rows.put("one of two independent steps", () -> applying(INDEPENDENT_STEPS));
        rows.put("last attempt of a step", () -> applying(TWO_STEPS).failingUntilLastAttempt("a"));
        rows.put("paused, a script ends", () -> applying(TWO_STEPS, ControlCommands.pause()));
        rows.put(
                "paused, the step has stopped",
                () -> applying(PLAN_WITH_FINISH, ControlCommands.pause(), ControlCommands.stopped("a")));
        rows.put("a step whose deadline has passed", () -> applying(Plans.of(limited("a"), Plans.step("b"))));
        rows.put(
                "paused before the deadline of a step has passed",
                () -> applying(Plans.of(limited("a"), Plans.step("b")), ControlCommands.pause()));
        rows.put("in a back-off", () -> applying(TWO_STEPS, failedTransiently("a")));
        rows.put("outage limit reached", () -> applying(
                        TWO_STEPS, ScenarioCommand.lapsed("a"), ScenarioCommand.lapsed("a"))
                .after(outageLimit()));
        rows.put("the irreversible step", () -> applying(PLAN_WITH_PIVOT, succeeded("a")));
        rows.put("one dry run before the first step outstanding", () -> applying(PREPARED_PLAN)
                .and(PreparationReports.tried("a")));
        rows.put("one backup outstanding", () -> backingUp().and(PreparationReports.backedUp("a")));
        rows.put("two backups outstanding", TransitionSituations::backingUp);
        rows.put("one backup failed, one outstanding", () -> backingUp().and(failedPermanently("a")));
        rows.put("entering maintenance", () -> applying(PLAN_WITH_ENDPOINTS));
        rows.put(
                "a smoke test that is not the last",
                () -> applying(PLAN_WITH_ENDPOINTS, ScenarioCommand.endpointPassed(), succeeded("a"), succeeded("b")));
        rows.put("the last smoke test", () -> applying(
                        PLAN_WITH_ENDPOINTS, ScenarioCommand.endpointPassed(), succeeded("a"), succeeded("b"))
                .and(ScenarioCommand.endpointPassed()));
        rows.put(
                "entering maintenance, the deadline of the migration has passed",
                () -> applying(limited(PLAN_WITH_ENDPOINTS)));
        rows.put("the last smoke test, the deadline of the migration has passed", () -> applying(
                        limited(PLAN_WITH_ENDPOINTS), ScenarioCommand.endpointPassed(), succeeded("a"), succeeded("b"))
                .and(ScenarioCommand.endpointPassed()));
        rows.put(
                "a smoke test before the only step, which is irreversible",
                () -> applying(PLAN_WITH_ENDPOINTS_AND_PIVOT, ScenarioCommand.endpointPassed()));
        rows.put("leaving maintenance before the completion", () -> applying(
                        PLAN_WITH_ENDPOINTS, ScenarioCommand.endpointPassed(), succeeded("a"), succeeded("b"))
                .and(ScenarioCommand.endpointPassed(), ScenarioCommand.endpointPassed()));
        rows.put("leaving maintenance after a rollback", () -> applying(
                        PLAN_WITH_ENDPOINTS, ScenarioCommand.endpointPassed())
                .and(cancel(), compensated("a")));
        rows.put("the last step to finish", () -> applying(PLAN_WITH_FINISH, succeeded("a")));
        rows.put(
                "finishing, the deadline of the migration has passed",
                () -> applying(limited(PLAN_WITH_FINISH), succeeded("a")));
        rows.put(
                "the irreversible step, the deadline of the migration has passed",
                () -> applying(limited(PLAN_WITH_PIVOT), succeeded("a")));
        rows.put(
                "finishing after the irreversible step",
                () -> applying(PLAN_WITH_FINISH_AND_PIVOT, succeeded("a"), succeeded("b")));
        rows.put("a compensation that is not the last", () -> applying(TWO_STEPS, succeeded("a"))
                .and(cancel()));
        rows.put("one of two independent compensations", () -> applying(INDEPENDENT_STEPS)
                .and(cancel()));
        rows.put("a paused compensation", () -> applying(PLAN_WITH_FINISH)
                .and(cancel(), ControlCommands.pause(), ControlCommands.stopped("a")));
        rows.put("the last compensation", () -> applying(TWO_STEPS).and(cancel()));
        rows.put(
                "last attempt of a compensation",
                () -> applying(TWO_STEPS).and(cancel()).failingUntilLastAttempt("a"));
        rows.put("last permanent failure of a compensation", () -> applying(TWO_STEPS)
                .and(cancel())
                .and(failedPermanently("a"), ScenarioCommand.backoffEnded("a"))
                .and(failedPermanently("a"), ScenarioCommand.backoffEnded("a")));
        rows.put("outage limit reached in a compensation", () -> applying(TWO_STEPS)
                .and(cancel(), ScenarioCommand.lapsed("a"), ScenarioCommand.lapsed("a"))
                .after(outageLimit()));
        rows.put("a compensation is stuck", TransitionSituations::stuck);
        rows.put(
                "the irreversible step is stuck",
                () -> applying(PLAN_WITH_PIVOT, succeeded("a"), failedPermanentlyWith("b", Effect.WHOLE)));
        rows.put("all steps applied", () -> applying(TWO_STEPS, succeeded("a"), succeeded("b")));
        rows.put(
                "all steps applied, others are contract steps",
                () -> applying(
                        Plans.withContract(ContractCommands.OPERATOR, TWO_STEPS, Plans.step("c")),
                        succeeded("a"),
                        succeeded("b")));
        rows.put(
                "all steps applied, one irreversible", () -> applying(PLAN_WITH_PIVOT, succeeded("a"), succeeded("b")));
        rows.put(
                "all steps applied, a rollback must be approved",
                () -> completed(Plans.withRollback(TWO_STEPS, Plans.approvedRollback())));
        rows.put("a rollback was requested", () -> completed(Plans.withRollback(TWO_STEPS, Plans.approvedRollback()))
                .and(ScenarioCommand.rollback()));
        rows.put("entering maintenance before a rollback", TransitionSituations::rollbackInMaintenance);
        rows.put("leaving maintenance after a rollback that was refused", () -> rollbackInMaintenance()
                .and(ScenarioCommand.endpointFailed()));
        rows.put("the last smoke test after a rollback", () -> rollbackInMaintenance()
                .and(ScenarioCommand.endpointPassed(), compensated("b"), compensated("a")));
        rows.put("leaving maintenance after the rollback of a completed migration", () -> rollbackInMaintenance()
                .and(ScenarioCommand.endpointPassed(), compensated("b"), compensated("a"))
                .and(ScenarioCommand.endpointFailed()));
        rows.put("all steps compensated", () -> applying(TWO_STEPS).and(cancel(), compensated("a")));
        rows.put("closed", () -> stuck().and(close()));
        rows.put("preflight failed", () -> given(submit(Plans.chain("a")), start(), failedPermanently("a")));
        rows.put("cancelled", () -> given(submit(TWO_STEPS), cancel()));
        return rows;
    }

    /** A deadline that passes before the command of a cell. */
    private static Plan limited(Plan plan) {
        return Plans.withLimits(plan, null, Duration.ofSeconds(30));
    }

    private static Step limited(String step) {
        return Plans.withLimits(Plans.step(step), null, Duration.ofSeconds(30));
    }

    private static Scenario completed(Plan plan) {
        return applying(plan, succeeded("a"), succeeded("b"));
    }

    private static Scenario rollbackInMaintenance() {
        return completed(Plans.withRollback(TWO_STEPS, Plans.rollbackWithEndpoints("smoke")))
                .and(ScenarioCommand.rollback());
    }

    private static Scenario backingUp() {
        return applying(PREPARED_PLAN).and(PreparationReports.tried("a"), PreparationReports.tried("b"));
    }

    private static Scenario dryRunning() {
        return given(ScenarioCommand.submitDryRun(TWO_STEPS), start(), succeeded("a"), succeeded("b"));
    }

    private static Scenario rehearsing() {
        return given(ScenarioCommand.submitRehearsal(TWO_STEPS), start(), succeeded("a"), succeeded("b"));
    }

    private static Scenario stuck() {
        return applying(TWO_STEPS).and(cancel()).failingUntilLastAttempt("a").and(failedTransiently("a"));
    }

    private static Duration outageLimit() {
        return Scenario.POLICY.outageLimit();
    }
}
