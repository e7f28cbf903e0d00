package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with a saga: what it was told, what it is told now, and what comes of it.
 *
 * <p>A past is made of commands, so no test starts from one that cannot be. Each command comes a second after the one
 * before, with dispatch numbers above all that were given out.
 */
final class Scenario {
    static final SagaPolicy POLICY = SagaPolicy.standard();
    private final SagaDecider decider = new SagaDecider(POLICY);
    private final SagaEvolution evolution = new SagaEvolution();
    private final SagaEffects effects = new SagaEffects(POLICY);
    private final List<SagaEvent> journal = new ArrayList<>();
    private final List<SagaEffect> caused = new ArrayList<>();
    private SagaState state = SagaState.none();
    private Instant now = Telling.BEGINNING;
    private long numbers = 1000;
    private Decision decision = Decision.nothing();

    static Scenario given(Telling... past) {
        return new Scenario().and(past);
    }

    /** A migration whose targets have all passed, so that its first step is dispatched. */
    static Scenario applying(Plan plan, Telling... past) {
        Scenario scenario = given(Telling.submit(plan), Telling.start());
        for (Step step : plan.spec().steps()) {
            scenario.and(Telling.succeeded(step.id().value()));
        }
        return scenario.and(past);
    }

    Scenario and(Telling... past) {
        for (Telling telling : past) {
            when(telling);
        }
        return this;
    }

    Scenario after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    Scenario repeat(int times, Telling... past) {
        for (int time = 0; time < times; time++) {
            and(past);
        }
        return this;
    }

    /** So often: it fails, and the pause passes. */
    Scenario failing(int times, String step) {
        for (int time = 0; time < times; time++) {
            and(Telling.failedTransiently(step)).after(Duration.ofMinutes(1)).and(Telling.wake(step));
        }
        return this;
    }

    Scenario when(Telling telling) {
        now = now.plusSeconds(1);
        Occasion occasion = new Occasion(now, new DispatchNumber(numbers), "ada", "reason");
        numbers += Occasion.BLOCK;
        decision = decider.decide(state, telling.in(state, occasion));
        caused.clear();
        for (SagaEvent event : happened()) {
            caused.addAll(effects.effectsOf(state, event));
            state = evolution.evolve(state, event);
            journal.add(event);
        }
        return this;
    }

    Scenario then(String... words) {
        assertThat(happened()).extracting(Words::of).containsExactly(words);
        return this;
    }

    Scenario thenNothingHappens() {
        assertThat(decision).isEqualTo(Decision.nothing());
        return this;
    }

    Scenario thenRefusedBecause(String words) {
        assertThat(decision).isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.reason())
                .contains(words));
        return this;
    }

    Scenario thenStateIs(Class<? extends SagaState> expected) {
        assertThat(state).isInstanceOf(expected);
        return this;
    }

    List<SagaEvent> happened() {
        return decision instanceof Decision.Happens happens ? happens.events() : List.of();
    }

    Decision decision() {
        return decision;
    }

    List<SagaEffect> caused() {
        return List.copyOf(caused);
    }

    List<SagaEvent> journal() {
        return List.copyOf(journal);
    }

    SagaState state() {
        return state;
    }

    SagaState.Started started() {
        return (SagaState.Started) state;
    }
}
