package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.OperatorActions;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import dev.lockstep.system.simulation.Troubles.Trouble;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Those who post plans until they have an answer, who press buttons at the wrong time, and who mend what is stuck. */
final class People {
    private static final long PATIENCE = 3_000;
    private final World world;
    private final List<Coordinator> coordinators;
    private final CoordinatorDatabase database;
    private final Troubles troubles;
    private final Map<String, List<MigrationId>> answers = new LinkedHashMap<>();
    private boolean away;

    People(World world, List<Coordinator> coordinators, CoordinatorDatabase database, Troubles troubles) {
        this.world = world;
        this.coordinators = coordinators;
        this.database = database;
        this.troubles = troubles;
    }

    /** What was answered to each idempotency key, in order. */
    Map<String, List<MigrationId>> answers() {
        return answers;
    }

    void post(String key, MigrationId wanted, Plan plan) {
        answers.putIfAbsent(key, new ArrayList<>());
        atACoordinator(coordinator -> answered(key).add(coordinator.submit(key, wanted, plan)));
        world.timeline().in(PATIENCE, () -> {
            if (answered(key).isEmpty() || world.fate().chance(0.2)) {
                post(key, wanted, plan);
            }
        });
    }

    /** From here on nobody presses a button unasked. */
    void leave() {
        away = true;
    }

    /** Presses a button, most often one that is offered. */
    void press() {
        if (!away && !database.sagas().isEmpty()) {
            MigrationId migration =
                    world.fate().oneOf(List.copyOf(database.sagas().keySet()));
            List<Action> offered =
                    List.copyOf(OperatorActions.allowed(database.load(migration).state()));
            Action action = offered.isEmpty() || world.fate().chance(0.4)
                    ? world.fate().oneOf(List.of(Action.values()))
                    : world.fate().oneOf(offered);
            act(migration, action);
        }
    }

    /** Looks for what needs a person, mends what is broken, and mostly has it tried again. */
    void lookAfterWhatIsStuck() {
        for (MigrationId migration : List.copyOf(database.sagas().keySet())) {
            SagaState found = database.load(migration).state();
            if (found instanceof SagaState.Finishing) {
                // Past the point of no return it is tried for ever, so somebody sees to it.
                troubles.hint(Trouble.FINISH_FAILS);
            }
            if (found instanceof SagaState.NeedsOperator state) {
                for (Trouble trouble : Trouble.values()) {
                    troubles.hint(trouble);
                }
                List<Action> offered = List.copyOf(OperatorActions.allowed(state));
                act(
                        migration,
                        world.fate().chance(0.7) ? Action.RETRY : world.fate().oneOf(offered));
            }
        }
    }

    private void act(MigrationId migration, Action action) {
        atACoordinator(coordinator -> coordinator.act(migration, occasion -> switch (action) {
            case CANCEL -> new SagaCommand.Cancel(occasion);
            case ROLLBACK -> new SagaCommand.Rollback(occasion);
            case RETRY -> new SagaCommand.Retry(occasion);
            case SKIP -> new SagaCommand.Skip(occasion, aStep(migration));
            case CLOSE -> new SagaCommand.Close(occasion);
        }));
    }

    private StepId aStep(MigrationId migration) {
        return database.load(migration).state() instanceof SagaState.Started started
                ? started.data().stepsIn(StepState.Stuck.class).keySet().stream()
                        .findFirst()
                        .orElseGet(() -> started.steps().firstEntry().getKey())
                : new StepId("no-such-step");
    }

    private List<MigrationId> answered(String key) {
        return answers.getOrDefault(key, List.of());
    }

    private void atACoordinator(Request request) {
        Optional<Coordinator> up = coordinators.stream()
                .filter(coordinator -> coordinator.process().isUp(world.now()))
                .filter(_ -> world.fate().chance(0.5))
                .findFirst();
        up.ifPresent(coordinator -> world.timeline().in(1, coordinator.process(), () -> {
            try {
                request.of(coordinator);
            } catch (Away _away) {
                // The person sees an error, and asks again or not.
            }
        }));
    }

    private interface Request {
        void of(Coordinator coordinator);
    }
}
