package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.Telling.cancel;
import static dev.lockstep.coordinator.saga.Telling.close;
import static dev.lockstep.coordinator.saga.Telling.compensated;
import static dev.lockstep.coordinator.saga.Telling.failedAfter;
import static dev.lockstep.coordinator.saga.Telling.failedPermanently;
import static dev.lockstep.coordinator.saga.Telling.failedTransiently;
import static dev.lockstep.coordinator.saga.Telling.retry;
import static dev.lockstep.coordinator.saga.Telling.rollback;
import static dev.lockstep.coordinator.saga.Telling.skip;
import static dev.lockstep.coordinator.saga.Telling.start;
import static dev.lockstep.coordinator.saga.Telling.submit;
import static dev.lockstep.coordinator.saga.Telling.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Draws both transition tables from the real decider. The page fails to match when either has moved; to redraw it, run
 * this test with {@code -Dlockstep.transitions.write=true}, and read the difference before it is committed.
 */
class TransitionsTest {
    private static final Path PAGE = Path.of("..", "docs", "saga-transitions.md");
    private static final Plan TWO = Plans.chain("a", "b");
    private static final Plan PIVOT = Plans.of(Plans.step("a"), Plans.irreversible("b"));
    private static final Plan FINISH = Plans.of(Plans.finishing("a"));
    private static final Plan FINISH_PAST_PIVOT = Plans.of(Plans.finishing("a"), Plans.irreversible("b"));

    @Test
    void the_page_shows_what_the_decider_decides() throws IOException {
        String drawn = page();
        if (Boolean.getBoolean("lockstep.transitions.write")) {
            Files.writeString(PAGE, drawn);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(drawn);
    }

    @Test
    void every_state_has_a_row() {
        Set<String> drawn = situations().values().stream()
                .map(situation -> nameOf(situation.get().state()))
                .collect(Collectors.toSet());
        assertThat(records(SagaState.class).map(Class::getSimpleName)).allMatch(drawn::contains);
    }

    @Test
    void the_allowed_actions_are_those_that_change_something() {
        situations().forEach((situation, scenario) -> assertThat(
                        OperatorActions.allowed(scenario.get().state()))
                .as(situation)
                .extracting(Words::of)
                .containsExactlyInAnyOrderElementsOf(actions().entrySet().stream()
                        .filter(action -> !scenario.get()
                                .when(action.getValue())
                                .happened()
                                .isEmpty())
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

                Drawn from the real decider by `TransitionsTest`; the build fails when this page and the decider differ.
                Redraw it with `-Dlockstep.transitions.write=true` and read the difference.

                A cell holds the state that follows: `stays` where something happens and the state stays, `·` where nothing \
                happens
                (late, repeated or out of place), `409` where a person is refused. Each row is a state in one situation; every
                report and deadline is about the dispatch that is outstanding there.

                ## State × command

                %s
                ## State × operator action

                %s"""
                .formatted(table(commands()), table(actions()));
    }

    private static String table(SequencedMap<String, Telling> columns) {
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
                        .map(telling -> cell(scenario.get(), telling))
                        .collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return table.toString();
    }

    private static String cell(Scenario scenario, Telling telling) {
        SagaState before = scenario.state();
        scenario.after(Duration.ofMinutes(1)).when(telling);
        return switch (scenario.decision()) {
            case Decision.Refused _d -> "409";
            case Decision.Happens happens when happens.events().isEmpty() -> "·";
            case Decision.Happens _d ->
                before.getClass() == scenario.state().getClass() ? "stays" : nameOf(scenario.state());
        };
    }

    /** Each by its name, built anew for each cell; the step that all columns speak of is the one that is busy. */
    private static SequencedMap<String, Supplier<Scenario>> situations() {
        SequencedMap<String, Supplier<Scenario>> rows = new LinkedHashMap<>();
        rows.put("before anything", () -> given());
        rows.put("waiting for the targets", () -> given(submit(TWO)));
        rows.put("one step still to answer", () -> given(submit(TWO), start(), succeeded("a")));
        rows.put("two steps still to answer", () -> given(submit(TWO), start()));
        rows.put("one failed for good, one still to answer", () -> given(submit(TWO), start(), failedPermanently("a")));
        rows.put("another step follows", () -> applying(TWO));
        rows.put("the last step", () -> applying(TWO, succeeded("a")));
        rows.put("the last attempt", () -> applying(TWO).failing(9, "a"));
        rows.put("in a pause", () -> applying(TWO, failedTransiently("a")));
        rows.put("an outage at its limit", () -> applying(TWO, Telling.lapsed("a"))
                .after(limit()));
        rows.put("the irreversible step", () -> applying(PIVOT, succeeded("a")));
        rows.put("a step to finish", () -> applying(FINISH, succeeded("a")));
        rows.put("past the irreversible step", () -> applying(FINISH_PAST_PIVOT, succeeded("a"), succeeded("b")));
        rows.put("another step to undo", () -> applying(TWO, succeeded("a")).and(cancel()));
        rows.put("the last step to undo", () -> applying(TWO).and(cancel()));
        rows.put("its last attempt", () -> applying(TWO).and(cancel()).failing(9, "a"));
        rows.put(
                "its outage at the limit",
                () -> applying(TWO).and(cancel(), Telling.lapsed("a")).after(limit()));
        rows.put("a compensation is stuck", TransitionsTest::stuck);
        rows.put(
                "the irreversible step is stuck",
                () -> applying(PIVOT, succeeded("a"), failedAfter("b", Effect.WHOLE)));
        rows.put("all steps applied", () -> applying(TWO, succeeded("a"), succeeded("b")));
        rows.put("with an irreversible step", () -> applying(PIVOT, succeeded("a"), succeeded("b")));
        rows.put("all steps undone", () -> applying(TWO).and(cancel(), compensated("a")));
        rows.put("a person ended it", () -> stuck().and(close()));
        rows.put("preflight failed", () -> given(submit(Plans.chain("a")), start(), failedPermanently("a")));
        rows.put("called off", () -> given(submit(TWO), cancel()));
        return rows;
    }

    private static Scenario stuck() {
        return applying(TWO).and(cancel()).failing(9, "a").and(failedTransiently("a"));
    }

    private static Duration limit() {
        return Scenario.POLICY.outageLimit();
    }

    private static SequencedMap<String, Telling> commands() {
        SequencedMap<String, Telling> columns = new LinkedHashMap<>();
        columns.put("submit", submit(TWO));
        columns.put("start", start());
        columns.put("accepted", aboutBusy(Telling::accepted));
        columns.put("heartbeat", aboutBusy(Telling::heartbeat));
        columns.put("succeeded", aboutBusy(Telling::succeeded));
        columns.put("compensated", aboutBusy(Telling::compensated));
        columns.put("failed, transient", aboutBusy(Telling::failedTransiently));
        columns.put("failed, unreachable", aboutBusy(Telling::unreachable));
        columns.put("failed, permanent", aboutBusy(Telling::failedPermanently));
        columns.put("failed, permanent, whole effect", aboutBusy(step -> failedAfter(step, Effect.WHOLE)));
        columns.put("stale", aboutBusy(Telling::stale));
        columns.put("rejected", aboutBusy(Telling::rejected));
        columns.put("lease lapsed", aboutBusy(Telling::lapsed));
        columns.put("wake", aboutBusy(Telling::wake));
        columns.put("dispatch refused by the broker", aboutBusy(Telling::refusedByBroker));
        return columns;
    }

    private static SequencedMap<String, Telling> actions() {
        SequencedMap<String, Telling> columns = new LinkedHashMap<>();
        columns.put("cancel", cancel());
        columns.put("rollback", rollback());
        columns.put("retry", retry());
        columns.put("skip", skip("a"));
        columns.put("close", close());
        return columns;
    }

    private static Telling aboutBusy(Function<String, Telling> telling) {
        return (state, occasion) -> telling.apply(busyIn(state)).in(state, occasion);
    }

    /** The step that a dispatch or a pause is for; the last one where preflight asks several. */
    private static String busyIn(SagaState state) {
        return state instanceof SagaState.Started started
                ? started.run().each(StepState.Busy.class).entrySet().stream()
                        .filter(step -> !step.getValue().work().ended())
                        .map(Map.Entry::getKey)
                        .reduce((_, last) -> last)
                        .map(step -> step.value())
                        .orElse("a")
                : "a";
    }
}
