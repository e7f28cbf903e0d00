package dev.lockstep.worker.target;

import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.WorkerHeartbeat;
import java.time.Clock;

/**
 * Creates the registrations and heartbeats of a worker process.
 *
 * @param worker name of the process, for people; no other process ever has the same name
 */
public record RegistrationMessages(String worker, Clock clock) {
    TargetRegistration registration(ServedTarget target, TargetStatus status) {
        return new TargetRegistration(
                target.name(),
                target.kind(),
                status.identityOrNull(),
                status.serverVersionOrNull(),
                target.executors().operationTypes(),
                target.requestTypes(),
                worker,
                clock.instant());
    }

    WorkerHeartbeat heartbeat() {
        return new WorkerHeartbeat(worker, clock.instant());
    }
}
