package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Sagas of random plans after random commands, mostly those that the saga waits for. */
final class RandomScenarios {
    private static final int OUTAGE_LIMIT_SECONDS =
            (int) Scenario.POLICY.outageLimit().toSeconds();
    private static final int COMMANDS_PER_SCENARIO = 80;

    private RandomScenarios() {}

    static Scenario of(Random random) {
        Plan plan = RandomPlans.plan(random);
        ScenarioCommand submit =
                switch (random.nextInt(10)) {
                    case 0 -> ScenarioCommand.submitRehearsal(plan);
                    case 1, 2 -> ScenarioCommand.submitDryRun(plan);
                    case 3 -> ContractCommands.submit(RandomPlans.contract(random, plan));
                    case 4 ->
                        ScenarioCommand.submit(Plans.withContract(RandomPlans.contract(random), plan, Plans.step("y")));
                    default -> ScenarioCommand.submit(plan);
                };
        Scenario scenario = Scenario.given(submit, ScenarioCommand.start());
        for (int index = 0; index < COMMANDS_PER_SCENARIO; index++) {
            // One pause in ten may be as long as the outage limit.
            scenario.after(Duration.ofSeconds(random.nextInt(random.nextInt(10) == 0 ? OUTAGE_LIMIT_SECONDS : 20)));
            scenario.when(random.nextInt(5) > 0 ? expectedCommand(random, scenario) : anyCommand(random, plan));
        }
        return scenario;
    }

    /** A command that the saga waits for: a report, a lapsed lease or the end of a back-off. */
    private static ScenarioCommand expectedCommand(Random random, Scenario scenario) {
        if (!(scenario.state() instanceof SagaState.Started started)) {
            return switch (scenario.state()) {
                case SagaState.AwaitingApproval _s -> ScenarioCommand.approve();
                case SagaState.AwaitingWindow _s -> ScenarioCommand.gatesChecked();
                case SagaState.AwaitingContract _s ->
                    switch (random.nextInt(3)) {
                        case 0 -> ContractCommands.confirm();
                        case 1 -> ContractCommands.checksMet();
                        default -> ScenarioCommand.gatesChecked();
                    };
                default -> ScenarioCommand.start();
            };
        }
        if (started instanceof SagaState.AtEndpoint) {
            return random.nextInt(3) == 0 ? ScenarioCommand.endpointFailed() : ScenarioCommand.endpointPassed();
        }
        if (started instanceof SagaState.Unsettled running
                && running.data().control().isPaused()
                && random.nextInt(4) == 0) {
            return ControlCommands.resume();
        }
        List<StepId> inProgress =
                List.copyOf(started.data().stepsIn(StepState.InProgress.class).keySet());
        if (inProgress.isEmpty()) {
            return anyCommand(random, started.plan());
        }
        String step = inProgress.get(random.nextInt(inProgress.size())).value();
        return switch (random.nextInt(7)) {
            case 6 -> ScenarioCommand.deadlinesChecked();
            case 0 -> ScenarioCommand.failedTransiently(step);
            case 1 -> ScenarioCommand.backoffEnded(step);
            case 2 -> ScenarioCommand.lapsed(step);
            default ->
                switch (started) {
                    case SagaState.Compensating _s -> ScenarioCommand.compensated(step);
                    case SagaState.BackingUp _s -> PreparationReports.backedUp(step);
                    case SagaState.Rehearsing _s -> PreparationReports.rehearsed(step);
                    case SagaState.DryRunning _s ->
                        random.nextInt(4) == 0 ? PreparationReports.triedInVain(step) : PreparationReports.tried(step);
                    default -> ScenarioCommand.succeeded(step);
                };
        };
    }

    private static ScenarioCommand anyCommand(Random random, Plan plan) {
        List<Step> steps = plan.spec().steps();
        String step = steps.get(random.nextInt(steps.size())).id().value();
        List<ScenarioCommand> commands = List.of(
                ScenarioCommand.submit(plan),
                ScenarioCommand.start(),
                ScenarioCommand.gatesChecked(),
                ScenarioCommand.deadlinesChecked(),
                ScenarioCommand.workerMissing("on-" + step, Duration.ofMinutes(2)),
                ScenarioCommand.lapsedAfterAcceptance(step),
                ScenarioCommand.lapsedAfter(step, Duration.ofMinutes(2)),
                ScenarioCommand.endpointPassed(),
                ScenarioCommand.endpointFailed(),
                ScenarioCommand.approve(),
                ScenarioCommand.reject(),
                ContractCommands.confirm(),
                ContractCommands.checksMet(),
                ScenarioCommand.accepted(step),
                ScenarioCommand.heartbeat(step),
                ScenarioCommand.succeeded(step),
                ScenarioCommand.compensated(step),
                PreparationReports.rehearsed(step),
                PreparationReports.tried(step),
                PreparationReports.backedUp(step),
                PreparationReports.triedInVain(step),
                ScenarioCommand.failedPermanently(step),
                ScenarioCommand.failedPermanentlyWith(step, Effect.WHOLE),
                ScenarioCommand.unreachable(step),
                ScenarioCommand.stale(step),
                ScenarioCommand.rejected(step),
                ScenarioCommand.rejectedByKafka(step),
                ScenarioCommand.lapsed(step),
                ScenarioCommand.backoffEnded(step),
                ScenarioCommand.cancel(),
                ControlCommands.pause(),
                ControlCommands.pauseAndCancelScripts(),
                ControlCommands.resume(),
                ControlCommands.setRate(100),
                ControlCommands.setRate(null),
                ControlCommands.setPace(100, 20),
                ControlCommands.stopped(step),
                ScenarioCommand.rollback(),
                ScenarioCommand.retry(),
                ScenarioCommand.skip(step),
                ScenarioCommand.close());
        return commands.get(random.nextInt(commands.size()));
    }
}
