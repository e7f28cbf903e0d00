package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A saga under test. It handles earlier commands, then the command under test, and checks the result of the last one.
 *
 * <p>Commands create the initial state, so no test starts from an impossible state. Each command is handled one second
 * after the previous one, with new dispatch numbers.
 */
final class Scenario {
    static final SagaPolicy POLICY = SagaPolicy.standard();
    private final SagaDecider decider = new SagaDecider(POLICY);
    private final SagaEffects sagaEffects = new SagaEffects(POLICY);
    private final List<SagaEvent> journal = new ArrayList<>();
    private final List<SagaEffect> effects = new ArrayList<>();
    private SagaState state = SagaState.initial();
    private Instant now = ScenarioCommand.START;
    private long nextDispatch = 1000;
    private Decision decision = Decision.noChange();

    static Scenario given(ScenarioCommand... earlierCommands) {
        return new Scenario().and(earlierCommands);
    }

    /** A migration whose preflights have passed. Its first step is dispatched, unless the plan has something before it. */
    static Scenario applying(Plan plan, ScenarioCommand... earlierCommands) {
        Scenario scenario = given(ScenarioCommand.submit(plan), ScenarioCommand.start());
        for (Step step : plan.spec().steps()) {
            scenario.and(ScenarioCommand.succeeded(step.id().value()));
        }
        return scenario.and(earlierCommands);
    }

    /** A migration whose application is asked to enter maintenance. */
    static Scenario enteringMaintenance(Plan plan) {
        return applying(plan).thenStateIs(SagaState.EnteringMaintenance.class);
    }

    /** A migration whose application has entered maintenance. */
    static Scenario inMaintenance(Plan plan) {
        return enteringMaintenance(plan).and(ScenarioCommand.endpointPassed());
    }

    Scenario and(ScenarioCommand... commands) {
        for (ScenarioCommand command : commands) {
            when(command);
        }
        return this;
    }

    Scenario after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    /** Lets the step fail transiently this many times, each time followed by the end of the back-off. */
    Scenario failing(int times, String step) {
        for (int time = 0; time < times; time++) {
            and(ScenarioCommand.failedTransiently(step))
                    .after(Duration.ofMinutes(1))
                    .and(ScenarioCommand.backoffEnded(step));
        }
        return this;
    }

    /** Lets the step fail until its last attempt is dispatched. */
    Scenario failingUntilLastAttempt(String step) {
        return failing(POLICY.maxAttempts() - 1, step);
    }

    Scenario when(ScenarioCommand command) {
        now = now.plusSeconds(1);
        CommandContext context =
                new CommandContext(now, new DispatchNumber(nextDispatch), ScenarioCommand.OPERATOR, "reason");
        nextDispatch += CommandContext.DISPATCH_NUMBERS;
        decision = decider.decide(state, command.build(state, context));
        effects.clear();
        for (Transition transition : transitions()) {
            assertThat(transition.oldState()).isEqualTo(state);
            effects.addAll(sagaEffects.effectsOf(transition));
            state = transition.newState();
            journal.add(transition.event());
        }
        return this;
    }

    /** Asserts the events of the last command, in the form of {@link EventText}. */
    Scenario then(String... texts) {
        assertThat(events()).extracting(EventText::of).containsExactly(texts);
        return this;
    }

    Scenario thenNothingHappens() {
        assertThat(decision).isEqualTo(Decision.noChange());
        return this;
    }

    Scenario thenRefused(String reason) {
        assertThat(decision).isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.reason())
                .contains(reason));
        return this;
    }

    Scenario thenStateIs(Class<? extends SagaState> expected) {
        assertThat(state).isInstanceOf(expected);
        return this;
    }

    private List<Transition> transitions() {
        return decision instanceof Decision.Accepted accepted ? accepted.transitions() : List.of();
    }

    /** The events of the last command. */
    List<SagaEvent> events() {
        return transitions().stream().map(Transition::event).toList();
    }

    Decision decision() {
        return decision;
    }

    /** The effects of the last command. */
    List<SagaEffect> effects() {
        return List.copyOf(effects);
    }

    /** The commands to workers among the effects of the last command. */
    List<Command> sent() {
        return effects.stream()
                .filter(SagaEffect.Send.class::isInstance)
                .map(effect -> ((SagaEffect.Send) effect).command())
                .toList();
    }

    List<SagaEvent> journal() {
        return List.copyOf(journal);
    }

    /** The time of the last command. */
    Instant now() {
        return now;
    }

    SagaState state() {
        return state;
    }

    SagaState.Started started() {
        return (SagaState.Started) state;
    }
}
