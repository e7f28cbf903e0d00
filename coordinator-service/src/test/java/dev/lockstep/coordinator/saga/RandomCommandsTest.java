package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks properties that hold after any sequence of commands. */
class RandomCommandsTest {
    private static final int SCENARIOS = 3_000;
    private static final int OUTAGE_LIMIT_SECONDS =
            (int) Scenario.POLICY.outageLimit().toSeconds();
    private static final int COMMANDS_PER_SCENARIO = 80;

    @Test
    void leave_a_journal_that_folds_to_the_current_state() {
        for (int seed = 0; seed < SCENARIOS; seed++) {
            Scenario scenario = randomScenario(new Random(seed));
            assertThat(new SagaEvolution().fold(scenario.journal()))
                    .as("seed %d", seed)
                    .isEqualTo(scenario.state());
        }
    }

    @Test
    void end_each_round_with_exactly_one_outcome() {
        for (int seed = 0; seed < SCENARIOS; seed++) {
            List<SagaEvent> journal = randomScenario(new Random(seed)).journal().stream()
                    .filter(event -> !isBetweenRounds(event))
                    .toList();
            for (int index = 0; index + 1 < journal.size(); index++) {
                assertThat(journal.get(index + 1) instanceof SagaEvent.RoundOpened)
                        .as("seed %d, after %s", seed, journal.get(index))
                        .isEqualTo(journal.get(index) instanceof SagaEvent.Outcome);
            }
        }
    }

    private static boolean isBetweenRounds(SagaEvent event) {
        return event instanceof SagaEvent.RollbackRequested
                || event instanceof SagaEvent.RollbackRefused
                || event instanceof SagaEvent.Approved;
    }

    @Test
    void compensate_in_the_rollback_of_a_completed_migration_only_in_its_maintenance() {
        for (int seed = 0; seed < SCENARIOS; seed++) {
            boolean isRequired = false;
            boolean isEntered = false;
            Scenario scenario = randomScenario(new Random(seed));
            for (SagaEvent event : scenario.journal()) {
                if (event instanceof SagaEvent.RoundOpened opened && opened.action() == Action.ROLLBACK) {
                    PlanRollback rollback = scenario.started().plan().spec().rollback();
                    isRequired = rollback != null && rollback.maintenance() != null;
                    isEntered = false;
                }
                if (event instanceof SagaEvent.EndpointAnswered answered) {
                    isEntered = switch (answered.purpose()) {
                        case ENTER_MAINTENANCE -> answered.answer().passed();
                        case LEAVE_MAINTENANCE -> false;
                        case SMOKE_TEST -> isEntered;
                    };
                }
                if (event instanceof SagaEvent.Dispatched && isRequired) {
                    assertThat(isEntered).as("seed %d, %s", seed, event).isTrue();
                }
            }
        }
    }

    @Test
    void apply_in_dependency_order_and_compensate_only_dispatched_steps() {
        for (int seed = 0; seed < SCENARIOS; seed++) {
            Scenario scenario = randomScenario(new Random(seed));
            Set<StepId> dispatchedToApply = new HashSet<>();
            Set<StepId> applied = new HashSet<>();
            for (SagaEvent event : scenario.journal()) {
                if (event instanceof SagaEvent.Applied apply) {
                    applied.add(apply.step());
                }
                if (event instanceof SagaEvent.Dispatched dispatched) {
                    switch (dispatched.direction()) {
                        case PREFLIGHT, REHEARSE, DRY_RUN, BACKUP, FINISH -> {}
                        case APPLY -> {
                            dispatchedToApply.add(dispatched.step());
                            assertThat(applied).as("seed %d", seed).containsAll(dependencies(scenario, dispatched));
                        }
                        case COMPENSATE ->
                            assertThat(dispatchedToApply).as("seed %d", seed).contains(dispatched.step());
                    }
                }
            }
        }
    }

    @Test
    void change_something_exactly_for_the_allowed_actions() {
        for (int seed = 0; seed < SCENARIOS; seed++) {
            Scenario scenario = randomScenario(new Random(seed));
            Set<Action> allowed = OperatorActions.allowed(scenario.state());
            for (Action action : Action.values()) {
                Decision decision = scenario.when(commandFor(action, scenario)).decision();
                boolean changesState = decision instanceof Decision.Accepted accepted
                        && !accepted.events().isEmpty();
                assertThat(allowed.contains(action))
                        .as("seed %d, %s", seed, action)
                        .isEqualTo(changesState);
                allowed = OperatorActions.allowed(scenario.state());
            }
        }
    }

    private static ScenarioCommand commandFor(Action action, Scenario scenario) {
        return switch (action) {
            case APPROVE -> ScenarioCommand.approve();
            case REJECT -> ScenarioCommand.reject();
            case CONTRACT -> ContractCommands.confirm();
            case CANCEL -> ScenarioCommand.cancel();
            case PAUSE -> ControlCommands.pause();
            case RESUME -> ControlCommands.resume();
            case PRIORITISE -> ControlCommands.prioritise();
            case THROTTLE -> ControlCommands.setRate(50);
            case ROLLBACK -> ScenarioCommand.rollback();
            case RETRY -> ScenarioCommand.retry();
            case SKIP -> ScenarioCommand.skip(stuckIn(scenario));
            case CLOSE -> ScenarioCommand.close();
        };
    }

    /** A plan whose contract steps are those of this plan. */
    private static Plan contract(Random random, Plan plan) {
        return Plans.withContract(
                contract(random), Plans.chain("x"), plan.spec().steps().toArray(Step[]::new));
    }

    private static PlanContract contract(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> ContractCommands.DELAY;
            case 1 -> ContractCommands.OPERATOR;
            case 2 -> ContractCommands.CHECKS;
            default -> ContractCommands.EVERYTHING;
        };
    }

    private static String stuckIn(Scenario scenario) {
        return scenario.state() instanceof SagaState.Started started
                ? started.data().stepsIn(StepState.Stuck.class).keySet().stream()
                        .map(StepId::value)
                        .findFirst()
                        .orElse("a")
                : "a";
    }

    private static Iterable<StepId> dependencies(Scenario scenario, SagaEvent.Dispatched dispatched) {
        return scenario.started().plan().spec().dependencies().getOrDefault(dispatched.step(), new LinkedHashSet<>());
    }

    private static Scenario randomScenario(Random random) {
        Plan plan = plan(random);
        ScenarioCommand submit =
                switch (random.nextInt(10)) {
                    case 0 -> ScenarioCommand.submitRehearsal(plan);
                    case 1, 2 -> ScenarioCommand.submitDryRun(plan);
                    case 3 -> ContractCommands.submit(contract(random, plan));
                    case 4 -> ScenarioCommand.submit(Plans.withContract(contract(random), plan, Plans.step("y")));
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

    private static Plan plan(Random random) {
        Plan plan = randomlyLimited(random, planWithoutRollback(random));
        return switch (random.nextInt(6)) {
            case 0 -> Plans.withRollback(plan, Plans.approvedRollback());
            case 1 -> Plans.withRollback(plan, Plans.rollbackWithEndpoints("smoke-3", "smoke-4"));
            default -> plan;
        };
    }

    private static Plan randomlyLimited(Random random, Plan plan) {
        return random.nextInt(4) == 0
                ? Plans.withLimits(plan, null, Duration.ofSeconds(10 + random.nextInt(300)))
                : plan;
    }

    private static Step randomlyLimited(Random random, Step step) {
        return random.nextInt(4) == 0
                ? Plans.withLimits(
                        step,
                        Plans.retry(1 + random.nextInt(3), Duration.ofSeconds(2), Duration.ofMinutes(2)),
                        random.nextBoolean() ? Duration.ofSeconds(10 + random.nextInt(60)) : null)
                : step;
    }

    private static Plan planWithoutRollback(Random random) {
        List<Step> steps = new ArrayList<>();
        int size = 1 + random.nextInt(4);
        for (int index = 0; index < size; index++) {
            String id = String.valueOf((char) ('a' + index));
            String[] dependencies = steps.stream()
                    .filter(_ -> random.nextBoolean())
                    .map(step -> step.id().value())
                    .toArray(String[]::new);
            Step step = random.nextInt(3) == 0
                    ? Plans.stepWithFinishAfter(id, dependencies)
                    : Plans.stepAfter(id, dependencies);
            steps.add(randomlyLimited(random, step));
        }
        if (random.nextInt(4) == 0) {
            steps.add(Plans.irreversibleStep("z"));
        }
        if (random.nextInt(5) == 0) {
            Plan prepared = Plans.prepared(
                    random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), steps.toArray(Step[]::new));
            return random.nextBoolean() ? Plans.rehearsed(prepared) : prepared;
        }
        return random.nextInt(5) == 0
                ? Plans.withGates(window(random), random.nextBoolean() ? new PlanApproval(true, null) : null, steps)
                : random.nextInt(4) == 0
                        ? Plans.withEndpoints(
                                random.nextInt(4) == 0 ? window(random) : null,
                                List.of("smoke-1", "smoke-2").subList(0, random.nextInt(3)),
                                List.of(),
                                steps.toArray(Step[]::new))
                        : Plans.of(steps.toArray(Step[]::new));
    }

    private static PlanWindow window(Random random) {
        PlanTime start = new PlanTime(ScenarioCommand.START.plusSeconds(random.nextInt(60)));
        return new PlanWindow(start, new PlanTime(start.instant().plusSeconds(1 + random.nextInt(300))));
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
