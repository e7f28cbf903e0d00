package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.HashMap;
import java.util.Map;

/** I16: what is changed under one number is changed by one worker in one of its lives. */
final class OneWorkerPerDispatch implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        Map<DispatchNumber, String> workers = new HashMap<>();
        evidence.ledger()
                .changes()
                .forEach(change -> evidence.demand(
                        "the worker of " + change,
                        workers.merge(change.dispatch(), change.worker(), (first, _) -> first),
                        change.worker()));
    }
}
