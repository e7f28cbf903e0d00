package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.StepId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks properties that hold after any sequence of commands. */
class RandomCommandsTest {
    private static final int SCENARIOS = 3_000;

    @Test
    void leave_a_journal_that_folds_to_the_current_state() {
        for (int seed = 0; seed < SCENARIOS; seed++) {
            Scenario scenario = RandomScenarios.of(new Random(seed));
            assertThat(new SagaEvolution().fold(scenario.journal()))
                    .as("seed %d", seed)
                    .isEqualTo(scenario.state());
        }
    }

    @Test
    void end_each_round_with_exactly_one_outcome() {
        for (int seed = 0; seed < SCENARIOS; seed++) {
            List<SagaEvent> journal = RandomScenarios.of(new Random(seed)).journal().stream()
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
            Scenario scenario = RandomScenarios.of(new Random(seed));
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
            Scenario scenario = RandomScenarios.of(new Random(seed));
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
            Scenario scenario = RandomScenarios.of(new Random(seed));
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
}
