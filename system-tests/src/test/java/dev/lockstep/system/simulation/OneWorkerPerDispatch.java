package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.HashMap;
import java.util.Map;

/** All changes of a dispatch are made by one worker process without a restart in between. */
final class OneWorkerPerDispatch implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        Map<DispatchNumber, String> workers = new HashMap<>();
        result.changes()
                .all()
                .forEach(change -> result.assertEqual(
                        "first worker of the dispatch of " + change,
                        workers.merge(change.dispatch(), change.worker(), (first, _) -> first),
                        change.worker()));
    }
}
