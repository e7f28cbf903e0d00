package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
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

    @Test
    void the_page_matches_the_decider() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("lockstep.transitions.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(generated);
    }

    @Test
    void every_state_has_a_row() {
        Set<String> generated = situations().values().stream()
                .map(situation -> nameOf(situation.get().state()))
                .collect(Collectors.toSet());
        assertThat(records(SagaState.class).map(Class::getSimpleName)).allMatch(generated::contains);
    }

    @Test
    void the_allowed_actions_are_those_that_change_something() {
        situations().forEach((situation, scenario) -> assertThat(
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
        situations().forEach((situation, scenario) -> table.append("| ")
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
        situations().values().forEach(scenario -> actions().forEach((name, action) -> {
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

    /** The rows of the tables. The supplier builds a new scenario for each cell. */
    private static SequencedMap<String, Supplier<Scenario>> situations() {
        SequencedMap<String, Supplier<Scenario>> rows = new LinkedHashMap<>();
        rows.put("not submitted", () -> given());
        rows.put("an approval is required", () -> given(submit(PLAN_WITH_APPROVAL)));
        rows.put("the window is not open", () -> given(submit(PLAN_WITH_WINDOW)));
        rows.put("queued", () -> given(submit(TWO_STEPS)));
        rows.put("one preflight outstanding", () -> given(submit(TWO_STEPS), start(), succeeded("a")));
        rows.put("two preflights outstanding", () -> given(submit(TWO_STEPS), start()));
        rows.put(
                "one preflight failed, one outstanding",
                () -> given(submit(TWO_STEPS), start(), failedPermanently("a")));
        rows.put("one dry run outstanding", () -> dryRunning().and(ScenarioCommand.tried("a")));
        rows.put("two dry runs outstanding", TransitionsTest::dryRunning);
        rows.put("one dry run failed, one outstanding", () -> dryRunning().and(ScenarioCommand.triedInVain("a")));
        rows.put("all steps tried", () -> dryRunning().and(ScenarioCommand.tried("a"), ScenarioCommand.tried("b")));
        rows.put("a step that is not the last", () -> applying(TWO_STEPS));
        rows.put("the last step", () -> applying(TWO_STEPS, succeeded("a")));
        rows.put("last attempt of a step", () -> applying(TWO_STEPS).failingUntilLastAttempt("a"));
        rows.put("in a back-off", () -> applying(TWO_STEPS, failedTransiently("a")));
        rows.put("outage limit reached", () -> applying(
                        TWO_STEPS, ScenarioCommand.lapsed("a"), ScenarioCommand.lapsed("a"))
                .after(outageLimit()));
        rows.put("the irreversible step", () -> applying(PLAN_WITH_PIVOT, succeeded("a")));
        rows.put("one dry run before the first step outstanding", () -> applying(PREPARED_PLAN)
                .and(ScenarioCommand.tried("a")));
        rows.put("one backup outstanding", () -> backingUp().and(ScenarioCommand.backedUp("a")));
        rows.put("two backups outstanding", TransitionsTest::backingUp);
        rows.put("one backup failed, one outstanding", () -> backingUp().and(failedPermanently("a")));
        rows.put("entering maintenance", () -> applying(PLAN_WITH_ENDPOINTS));
        rows.put(
                "a smoke test that is not the last",
                () -> applying(PLAN_WITH_ENDPOINTS, ScenarioCommand.endpointPassed(), succeeded("a"), succeeded("b")));
        rows.put("the last smoke test", () -> applying(
                        PLAN_WITH_ENDPOINTS, ScenarioCommand.endpointPassed(), succeeded("a"), succeeded("b"))
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
                "finishing after the irreversible step",
                () -> applying(PLAN_WITH_FINISH_AND_PIVOT, succeeded("a"), succeeded("b")));
        rows.put("a compensation that is not the last", () -> applying(TWO_STEPS, succeeded("a"))
                .and(cancel()));
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
        rows.put("a compensation is stuck", TransitionsTest::stuck);
        rows.put(
                "the irreversible step is stuck",
                () -> applying(PLAN_WITH_PIVOT, succeeded("a"), failedPermanentlyWith("b", Effect.WHOLE)));
        rows.put("all steps applied", () -> applying(TWO_STEPS, succeeded("a"), succeeded("b")));
        rows.put(
                "all steps applied, one irreversible", () -> applying(PLAN_WITH_PIVOT, succeeded("a"), succeeded("b")));
        rows.put("all steps compensated", () -> applying(TWO_STEPS).and(cancel(), compensated("a")));
        rows.put("closed", () -> stuck().and(close()));
        rows.put("preflight failed", () -> given(submit(Plans.chain("a")), start(), failedPermanently("a")));
        rows.put("cancelled", () -> given(submit(TWO_STEPS), cancel()));
        return rows;
    }

    private static Scenario backingUp() {
        return applying(PREPARED_PLAN).and(ScenarioCommand.tried("a"), ScenarioCommand.tried("b"));
    }

    private static Scenario dryRunning() {
        return given(ScenarioCommand.submitDryRun(TWO_STEPS), start(), succeeded("a"), succeeded("b"));
    }

    private static Scenario stuck() {
        return applying(TWO_STEPS).and(cancel()).failingUntilLastAttempt("a").and(failedTransiently("a"));
    }

    private static Duration outageLimit() {
        return Scenario.POLICY.outageLimit();
    }

    private static SequencedMap<String, ScenarioCommand> commands() {
        SequencedMap<String, ScenarioCommand> columns = new LinkedHashMap<>();
        columns.put("submit", submit(TWO_STEPS));
        columns.put("start", start());
        columns.put("gates checked", ScenarioCommand.gatesChecked());
        columns.put("endpoint passed", ScenarioCommand.endpointPassed());
        columns.put("endpoint failed", ScenarioCommand.endpointFailed());
        columns.put("accepted", forStepInProgress(ScenarioCommand::accepted));
        columns.put("heartbeat", forStepInProgress(ScenarioCommand::heartbeat));
        columns.put("succeeded", forStepInProgress(ScenarioCommand::succeeded));
        columns.put("compensated", forStepInProgress(ScenarioCommand::compensated));
        columns.put("backed up", forStepInProgress(ScenarioCommand::backedUp));
        columns.put("dry run passed", forStepInProgress(ScenarioCommand::tried));
        columns.put("dry run failed", forStepInProgress(ScenarioCommand::triedInVain));
        columns.put("failed, transient", forStepInProgress(ScenarioCommand::failedTransiently));
        columns.put("failed, unreachable", forStepInProgress(ScenarioCommand::unreachable));
        columns.put("failed, permanent", forStepInProgress(ScenarioCommand::failedPermanently));
        columns.put(
                "failed, permanent, whole effect",
                forStepInProgress(step -> failedPermanentlyWith(step, Effect.WHOLE)));
        columns.put("stale", forStepInProgress(ScenarioCommand::stale));
        columns.put("rejected", forStepInProgress(ScenarioCommand::rejected));
        columns.put("lease lapsed", forStepInProgress(ScenarioCommand::lapsed));
        columns.put("back-off ended", forStepInProgress(ScenarioCommand::backoffEnded));
        columns.put("dispatch rejected by Kafka", forStepInProgress(ScenarioCommand::rejectedByKafka));
        return columns;
    }

    private static SequencedMap<String, ScenarioCommand> actions() {
        SequencedMap<String, ScenarioCommand> columns = new LinkedHashMap<>();
        columns.put("approve", ScenarioCommand.approve());
        columns.put("reject", ScenarioCommand.reject());
        columns.put("cancel", cancel());
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
