package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Generates docs/saga-transitions.md from the decider and compares the result with the committed page. To write the
 * page, run this test with {@code -Dlockstep.transitions.write=true}; review the difference before the commit.
 */
class TransitionsTest {
    private static final Path PAGE = Path.of("..", "docs", "saga-transitions.md");
    private static final Plan TWO_STEPS = Plans.chain("a", "b");

    @Test
    void the_page_matches_the_decider() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("lockstep.transitions.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(generated);
    }

    @Test
    void every_state_has_a_row_unless_it_is_only_a_state_around_a_question() {
        Set<String> generated = TransitionSituations.all().values().stream()
                .map(situation -> situation.get().state())
                .flatMap(state -> state instanceof SagaState.AtEndpoint waiting
                        ? Stream.of(waiting, waiting.before())
                        : Stream.of(state))
                .map(TransitionsTest::nameOf)
                .collect(Collectors.toSet());
        assertThat(records(SagaState.class).map(Class::getSimpleName)).allMatch(generated::contains);
    }

    @Test
    void the_allowed_actions_are_those_that_change_something() {
        TransitionSituations.all().forEach((situation, scenario) -> assertThat(
                        OperatorActions.allowed(scenario.get().state()))
                .as(situation)
                .extracting(EventText::of)
                .containsExactlyInAnyOrderElementsOf(actions().entrySet().stream()
                        .filter(action ->
                                !scenario.get().when(action.getValue()).events().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList()));
    }

    private static String nameOf(SagaState state) {
        return state.getClass().getSimpleName();
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(TransitionsTest::records)
                : Stream.of(type);
    }

    private static String page() {
        return """
                # Saga transitions

                `TransitionsTest` generates this page from the decider and fails if the committed page differs. To write
                the page, run the test with `-Dlockstep.transitions.write=true`; review the difference before the commit.

                A cell contains the next state, `stays` if there are events but the state is the same, `·` if there is
                no event (the command is late, a duplicate or unexpected), or `409` if the operator action is refused. Each
                row is a state in one situation. Reports and deadlines are for the outstanding dispatch.

                ## State × command

                %s
                ## State × operator action

                %s
                ## Reasons for refusals

                %s"""
                .formatted(table(commands()), table(actions()), refusals());
    }

    private static String table(SequencedMap<String, ScenarioCommand> columns) {
        StringBuilder table = new StringBuilder("| State | Situation | ")
                .append(String.join(" | ", columns.keySet()))
                .append(" |\n|---|---|")
                .append("---|".repeat(columns.size()))
                .append('\n');
        TransitionSituations.all().forEach((situation, scenario) -> table.append("| ")
                .append(nameOf(scenario.get().state()))
                .append(" | ")
                .append(situation)
                .append(" | ")
                .append(columns.values().stream()
                        .map(command -> cell(scenario.get(), command))
                        .collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return table.toString();
    }

    private static String refusals() {
        SequencedMap<String, SequencedSet<String>> actionsByReason = new LinkedHashMap<>();
        TransitionSituations.all().values().forEach(scenario -> actions().forEach((name, action) -> {
            String state = nameOf(scenario.get().state());
            if (scenario.get().when(action).decision() instanceof Decision.Refused(String reason)) {
                actionsByReason
                        .computeIfAbsent("%s | %s".formatted(reason, state), _ -> new LinkedHashSet<>())
                        .add(name);
            }
        }));
        StringBuilder table = new StringBuilder("| Reason | State | Actions |\n|---|---|---|\n");
        actionsByReason.forEach((reasonAndState, names) -> table.append("| ")
                .append(reasonAndState)
                .append(" | ")
                .append(String.join(", ", names))
                .append(" |\n"));
        return table.toString();
    }

    private static String cell(Scenario scenario, ScenarioCommand command) {
        SagaState oldState = scenario.state();
        scenario.after(Duration.ofMinutes(1)).when(command);
        return switch (scenario.decision()) {
            case Decision.Refused _d -> "409";
            case Decision.Accepted accepted when accepted.events().isEmpty() -> "·";
            case Decision.Accepted _d ->
                oldState.getClass() == scenario.state().getClass() ? "stays" : nameOf(scenario.state());
        };
    }

    private static SequencedMap<String, ScenarioCommand> commands() {
        SequencedMap<String, ScenarioCommand> columns = new LinkedHashMap<>();
        columns.put("submit", submit(TWO_STEPS));
        columns.put("start", start());
        columns.put("gates checked", ScenarioCommand.gatesChecked());
        columns.put("deadlines checked", ScenarioCommand.deadlinesChecked());
        columns.put("target without worker", ScenarioCommand.workerMissing("on-a", Duration.ofMinutes(1)));
        columns.put("contract checks met", ContractCommands.checksMet());
        columns.put("endpoint passed", ScenarioCommand.endpointPassed());
        columns.put("endpoint failed", ScenarioCommand.endpointFailed());
        columns.put("accepted", forStepInProgress(ScenarioCommand::accepted));
        columns.put("heartbeat", forStepInProgress(ScenarioCommand::heartbeat));
        columns.put("succeeded", forStepInProgress(ScenarioCommand::succeeded));
        columns.put("compensated", forStepInProgress(ScenarioCommand::compensated));
        columns.put("backed up", forStepInProgress(PreparationReports::backedUp));
        columns.put("rehearsed", forStepInProgress(PreparationReports::rehearsed));
        columns.put("dry run passed", forStepInProgress(PreparationReports::tried));
        columns.put("dry run failed", forStepInProgress(PreparationReports::triedInVain));
        columns.put("failed, transient", forStepInProgress(ScenarioCommand::failedTransiently));
        columns.put("failed, unreachable", forStepInProgress(ScenarioCommand::unreachable));
        columns.put("failed, permanent", forStepInProgress(ScenarioCommand::failedPermanently));
        columns.put(
                "failed, permanent, whole effect",
                forStepInProgress(step -> failedPermanentlyWith(step, Effect.WHOLE)));
        columns.put("stale", forStepInProgress(ScenarioCommand::stale));
        columns.put("rejected", forStepInProgress(ScenarioCommand::rejected));
        columns.put("stopped", forStepInProgress(ControlCommands::stopped));
        columns.put("lease lapsed", forStepInProgress(ScenarioCommand::lapsed));
        columns.put("back-off ended", forStepInProgress(ScenarioCommand::backoffEnded));
        columns.put("dispatch rejected by Kafka", forStepInProgress(ScenarioCommand::rejectedByKafka));
        return columns;
    }

    private static SequencedMap<String, ScenarioCommand> actions() {
        SequencedMap<String, ScenarioCommand> columns = new LinkedHashMap<>();
        columns.put("approve", ScenarioCommand.approve());
        columns.put("reject", ScenarioCommand.reject());
        columns.put("contract", ContractCommands.confirm());
        columns.put("cancel", cancel());
        columns.put("pause", ControlCommands.pause());
        columns.put("resume", ControlCommands.resume());
        columns.put("prioritise", ControlCommands.prioritise());
        columns.put("throttle", ControlCommands.setRate(100));
        columns.put("rollback", rollback());
        columns.put("retry", retry());
        columns.put("skip", skip("a"));
        columns.put("close", close());
        return columns;
    }

    private static ScenarioCommand forStepInProgress(Function<String, ScenarioCommand> command) {
        return (state, context) -> command.apply(stepInProgress(state)).build(state, context);
    }

    /** The step with an outstanding dispatch or a back-off; the last such step of the plan if there are several. */
    private static String stepInProgress(SagaState state) {
        return state instanceof SagaState.Started started
                ? started.data().stepsIn(StepState.InProgress.class).entrySet().stream()
                        .filter(step -> !step.getValue().attempts().awaitsNothing())
                        .map(Map.Entry::getKey)
                        .reduce((_, last) -> last)
                        .map(step -> step.value())
                        .orElse("a")
                : "a";
    }
}
