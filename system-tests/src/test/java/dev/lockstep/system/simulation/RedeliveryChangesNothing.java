package dev.lockstep.system.simulation;

import dev.lockstep.system.simulation.SimulatedDatabase.SagaRow;
import java.util.List;

/** The redelivery of every report and every command changes no saga and no unit. */
final class RedeliveryChangesNothing implements Guarantee {
    private final Runnable redeliverEverything;

    RedeliveryChangesNothing(Runnable redeliverEverything) {
        this.redeliverEverything = redeliverEverything;
    }

    @Override
    public void assertHolds(SimulationResult result) {
        List<Integer> versions = versions(result);
        int changes = result.changes().all().size();
        redeliverEverything.run();
        result.assertEqual("versions of the sagas after the redelivery", versions(result), versions);
        result.assertEqual(
                "number of changed units after the redelivery",
                result.changes().all().size(),
                changes);
    }

    private static List<Integer> versions(SimulationResult result) {
        return result.database().sagas().values().stream().map(SagaRow::version).toList();
    }
}
