package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.EndpointAnswer;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Steps are applied and compensated only in the maintenance of the plan, or of the rollback of the completed migration. It
 * is left before the outcome; the application has left it too, unless it answered that it has not. A completed migration
 * has passed all smoke tests, and all of a rollback were asked before its outcome.
 */
final class ChangesInMaintenance implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> {
            if (result.database().load(migration).state() instanceof SagaState.Submitted state
                    && state.submitted().mode().appliesSteps()) {
                check(result, migration, state);
            }
        });
    }

    private static void check(SimulationResult result, MigrationId migration, SagaState.Submitted state) {
        PlanSpec spec = state.plan().spec();
        List<SagaEvent> events = result.events(migration);
        boolean isLeft = checkOrder(result, migration, spec, events);
        result.assertEqual(
                "maintenance of the application after migration " + migration,
                isLeft && result.endpoints().isInMaintenance(migration),
                false);
        if (state instanceof SagaState.Completed) {
            result.assertEqual(
                    "smoke tests that migration %s has passed".formatted(migration),
                    countSmokeTests(events, EndpointAnswer::passed),
                    (long) spec.smokeTests().size());
        }
        if (state instanceof SagaState.RolledBack) {
            checkSmokeTestsOfRollback(result, migration, spec, events);
        }
    }

    private static void checkSmokeTestsOfRollback(
            SimulationResult result, MigrationId migration, PlanSpec spec, List<SagaEvent> events) {
        int opened = IntStream.range(0, events.size())
                .filter(index -> isOpenedRollback(events.get(index)))
                .reduce((_, last) -> last)
                .orElse(events.size());
        long expected = opened == events.size() || spec.rollback() == null
                ? 0
                : spec.rollback().smokeTests().size();
        List<SagaEvent> ofRollback = events.subList(opened, events.size());
        result.assertEqual(
                "smoke tests of the rollback of migration %s".formatted(migration),
                countSmokeTests(ofRollback, _ -> true),
                expected);
    }

    /** Returns whether the application has answered that it has left the last maintenance. */
    private static boolean checkOrder(
            SimulationResult result, MigrationId migration, PlanSpec spec, List<SagaEvent> events) {
        boolean isRequired = spec.maintenance() != null;
        boolean isEntered = false;
        boolean isOpen = false;
        boolean isLeft = false;
        for (SagaEvent event : events) {
            if (isOpenedRollback(event)) {
                isRequired = spec.rollback() != null && spec.rollback().maintenance() != null;
                isEntered = false;
            }
            if (event instanceof SagaEvent.EndpointCalled called
                    && called.call().purpose() == EndpointPurpose.ENTER_MAINTENANCE) {
                isOpen = true;
                isLeft = false;
            }
            if (event instanceof SagaEvent.EndpointAnswered answered) {
                isEntered |= answered.purpose() == EndpointPurpose.ENTER_MAINTENANCE
                        && answered.answer().passed();
                if (answered.purpose() == EndpointPurpose.LEAVE_MAINTENANCE) {
                    isOpen = false;
                    isLeft = answered.answer().passed();
                }
            }
            if (isRequired && isChange(event)) {
                result.assertEqual("maintenance at a change by migration " + migration, isEntered && isOpen, true);
            }
            if (event instanceof SagaEvent.Outcome && !(event instanceof SagaEvent.OperatorNeeded)) {
                result.assertEqual("maintenance at the outcome of migration " + migration, isOpen, false);
            }
        }
        return isLeft;
    }

    private static boolean isOpenedRollback(SagaEvent event) {
        return event instanceof SagaEvent.RoundOpened opened && opened.action() == Action.ROLLBACK;
    }

    private static boolean isChange(SagaEvent event) {
        return event instanceof SagaEvent.Dispatched dispatched
                && switch (dispatched.direction()) {
                    case APPLY, FINISH, COMPENSATE -> true;
                    case PREFLIGHT, REHEARSE, DRY_RUN, BACKUP -> false;
                };
    }

    private static long countSmokeTests(List<SagaEvent> events, Predicate<EndpointAnswer> condition) {
        return events.stream()
                .filter(event -> event instanceof SagaEvent.EndpointAnswered answered
                        && answered.purpose() == EndpointPurpose.SMOKE_TEST
                        && condition.test(answered.answer()))
                .count();
    }
}
