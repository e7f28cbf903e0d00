package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;

/**
 * In the first round, steps are applied only in the maintenance of the plan, which is left before the outcome; the
 * application has left it too, unless it answered that it has not. A completed migration has passed all smoke tests.
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
        if (spec.maintenance() != null) {
            boolean isLeft = checkOrder(result, migration, events);
            result.assertEqual(
                    "maintenance of the application after migration " + migration,
                    isLeft && result.endpoints().isInMaintenance(migration),
                    false);
        }
        if (state instanceof SagaState.Completed) {
            result.assertEqual(
                    "smoke tests that migration %s has passed".formatted(migration),
                    events.stream()
                            .filter(ChangesInMaintenance::isPassedSmokeTest)
                            .count(),
                    (long) spec.smokeTests().size());
        }
    }

    /** Returns whether the application has answered that it has left maintenance. */
    private static boolean checkOrder(SimulationResult result, MigrationId migration, List<SagaEvent> events) {
        boolean isEntered = false;
        boolean isOpen = false;
        boolean isLeft = false;
        for (SagaEvent event : events) {
            if (event instanceof SagaEvent.RoundOpened) {
                return isLeft;
            }
            if (event instanceof SagaEvent.EndpointCalled called
                    && called.call().purpose() == EndpointPurpose.ENTER_MAINTENANCE) {
                isOpen = true;
            }
            if (event instanceof SagaEvent.EndpointAnswered answered) {
                isEntered |= answered.purpose() == EndpointPurpose.ENTER_MAINTENANCE
                        && answered.answer().passed();
                if (answered.purpose() == EndpointPurpose.LEAVE_MAINTENANCE) {
                    isOpen = false;
                    isLeft = answered.answer().passed();
                }
            }
            if (event instanceof SagaEvent.Dispatched dispatched && dispatched.direction() == Direction.APPLY) {
                result.assertEqual("maintenance at an apply of migration " + migration, isEntered && isOpen, true);
            }
            if (event instanceof SagaEvent.Outcome && !(event instanceof SagaEvent.OperatorNeeded)) {
                result.assertEqual("maintenance at the outcome of migration " + migration, isOpen, false);
            }
        }
        return isLeft;
    }

    private static boolean isPassedSmokeTest(SagaEvent event) {
        return event instanceof SagaEvent.EndpointAnswered answered
                && answered.purpose() == EndpointPurpose.SMOKE_TEST
                && answered.answer().passed();
    }
}
