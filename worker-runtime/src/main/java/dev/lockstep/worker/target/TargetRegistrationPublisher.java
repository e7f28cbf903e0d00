package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.WorkerHeartbeat;
import java.util.concurrent.CompletionStage;

/**
 * Publishes the registrations and the heartbeats of this worker asynchronously.
 *
 * <p>The methods do not throw. They return the offset at which Kafka has stored the message. Offsets grow until the topic
 * is deleted and created again.
 */
public interface TargetRegistrationPublisher {
    CompletionStage<Long> publish(TargetRegistration registration);

    CompletionStage<Long> publish(WorkerHeartbeat heartbeat);

    /** Deletes the registration of a target by this worker. */
    CompletionStage<Long> withdraw(TargetName target, String worker);
}
