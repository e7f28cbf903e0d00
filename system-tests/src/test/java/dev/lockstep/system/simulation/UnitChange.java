package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.worker.StepKey;

/**
 * One change of one unit by a worker.
 *
 * @param fence the target's fence at the time of the change
 * @param worker the process and its number of restarts
 */
record UnitChange(
        TargetName target,
        StepKey key,
        String unit,
        Direction direction,
        DispatchNumber dispatch,
        DispatchNumber fence,
        String worker) {}
