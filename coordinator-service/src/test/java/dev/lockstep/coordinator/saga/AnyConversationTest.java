package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
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

/** Whatever a saga is told, in whatever order: its journal can be read, and tells what it may tell. */
class AnyConversationTest {
    private static final int CONVERSATIONS = 3_000;
    private static final int LENGTH = 80;

    @Test
    void leaves_a_journal_that_folds_to_where_the_saga_stands() {
        for (int seed = 0; seed < CONVERSATIONS; seed++) {
            Scenario scenario = conversation(new Random(seed));
            assertThat(new SagaEvolution().fold(scenario.journal()))
                    .as("seed %d", seed)
                    .isEqualTo(scenario.state());
        }
    }

    @Test
    void has_one_outcome_in_each_round_and_it_is_the_last() {
        for (int seed = 0; seed < CONVERSATIONS; seed++) {
            List<SagaEvent> journal = conversation(new Random(seed)).journal();
            for (int index = 0; index + 1 < journal.size(); index++) {
                assertThat(journal.get(index + 1) instanceof SagaEvent.RoundOpened)
                        .as("seed %d, after %s", seed, journal.get(index))
                        .isEqualTo(journal.get(index) instanceof SagaEvent.Outcome);
            }
        }
    }

    @Test
    void applies_along_the_graph_and_compensates_what_was_sent_and_nothing_else() {
        for (int seed = 0; seed < CONVERSATIONS; seed++) {
            Scenario scenario = conversation(new Random(seed));
            Set<StepId> sent = new HashSet<>();
            Set<StepId> applied = new HashSet<>();
            for (SagaEvent event : scenario.journal()) {
                if (event instanceof SagaEvent.Applied done) {
                    applied.add(done.step());
                }
                if (event instanceof SagaEvent.Dispatched dispatched) {
                    switch (dispatched.direction()) {
                        case PREFLIGHT, FINISH -> {}
                        case APPLY -> {
                            sent.add(dispatched.step());
                            assertThat(applied).as("seed %d", seed).containsAll(dependencies(scenario, dispatched));
                        }
                        case COMPENSATE -> assertThat(sent).as("seed %d", seed).contains(dispatched.step());
                    }
                }
            }
        }
    }

    @Test
    void is_told_only_what_the_allowed_actions_say() {
        for (int seed = 0; seed < CONVERSATIONS; seed++) {
            Scenario scenario = conversation(new Random(seed));
            Set<Action> allowed = OperatorActions.allowed(scenario.state());
            for (Action action : Action.values()) {
                Decision decision = scenario.when(asking(action, scenario)).decision();
                boolean changes = decision instanceof Decision.Happens happens
                        && !happens.events().isEmpty();
                assertThat(allowed.contains(action))
                        .as("seed %d, %s", seed, action)
                        .isEqualTo(changes);
                allowed = OperatorActions.allowed(scenario.state());
            }
        }
    }

    private static Telling asking(Action action, Scenario scenario) {
        return switch (action) {
            case CANCEL -> Telling.cancel();
            case ROLLBACK -> Telling.rollback();
            case RETRY -> Telling.retry();
            case SKIP -> Telling.skip(stuckIn(scenario));
            case CLOSE -> Telling.close();
        };
    }

    private static String stuckIn(Scenario scenario) {
        return scenario.state() instanceof SagaState.Started started
                ? started.run().each(StepState.Stuck.class).keySet().stream()
                        .map(StepId::value)
                        .findFirst()
                        .orElse("a")
                : "a";
    }

    private static Iterable<StepId> dependencies(Scenario scenario, SagaEvent.Dispatched dispatched) {
        return scenario.started().plan().spec().dependencies().getOrDefault(dispatched.step(), new LinkedHashSet<>());
    }

    private static Scenario conversation(Random random) {
        Plan plan = plan(random);
        Scenario scenario = Scenario.given(Telling.submit(plan), Telling.start());
        for (int word = 0; word < LENGTH; word++) {
            scenario.after(Duration.ofSeconds(random.nextInt(random.nextInt(10) == 0 ? 900 : 20)));
            scenario.when(random.nextInt(5) > 0 ? likely(random, scenario) : any(random, plan));
        }
        return scenario;
    }

    private static Plan plan(Random random) {
        List<Step> steps = new ArrayList<>();
        int size = 1 + random.nextInt(4);
        for (int index = 0; index < size; index++) {
            String id = String.valueOf((char) ('a' + index));
            String[] before = steps.stream()
                    .filter(_ -> random.nextBoolean())
                    .map(step -> step.id().value())
                    .toArray(String[]::new);
            steps.add(random.nextInt(3) == 0 ? Plans.finishingAfter(id, before) : Plans.after(id, before));
        }
        if (random.nextInt(4) == 0) {
            steps.add(Plans.irreversible("z"));
        }
        return Plans.of(steps.toArray(Step[]::new));
    }

    /** What the worker of an outstanding dispatch may well say, and the end of every pause. */
    private static Telling likely(Random random, Scenario scenario) {
        if (!(scenario.state() instanceof SagaState.Started started)) {
            return Telling.start();
        }
        List<StepId> busy = List.copyOf(started.run().each(StepState.Busy.class).keySet());
        if (busy.isEmpty()) {
            return any(random, started.plan());
        }
        String step = busy.get(random.nextInt(busy.size())).value();
        boolean back = started instanceof SagaState.Compensating;
        return switch (random.nextInt(6)) {
            case 0 -> Telling.failedTransiently(step);
            case 1 -> Telling.wake(step);
            case 2 -> Telling.lapsed(step);
            default -> back ? Telling.compensated(step) : Telling.succeeded(step);
        };
    }

    private static Telling any(Random random, Plan plan) {
        List<Step> steps = plan.spec().steps();
        String step = steps.get(random.nextInt(steps.size())).id().value();
        List<Telling> tellings = List.of(
                Telling.submit(plan),
                Telling.start(),
                Telling.accepted(step),
                Telling.heartbeat(step),
                Telling.succeeded(step),
                Telling.compensated(step),
                Telling.failedPermanently(step),
                Telling.failedAfter(step, Effect.WHOLE),
                Telling.unreachable(step),
                Telling.stale(step),
                Telling.rejected(step),
                Telling.refusedByBroker(step),
                Telling.lapsed(step),
                Telling.wake(step),
                Telling.cancel(),
                Telling.rollback(),
                Telling.retry(),
                Telling.skip(step),
                Telling.close());
        return tellings.get(random.nextInt(tellings.size()));
    }
}
