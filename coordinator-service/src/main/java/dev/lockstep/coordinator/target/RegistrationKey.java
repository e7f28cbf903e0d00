package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import java.util.Optional;

/** A target and one of its workers. Each worker has one registration of each of its targets. */
record RegistrationKey(TargetName target, String worker) {
    /** Parses the key of a Kafka message; empty if it is not the key of a registration. */
    static Optional<RegistrationKey> parse(String messageKey) {
        int separator = messageKey.indexOf('/');
        if (separator < 0) {
            return Optional.empty();
        }
        try {
            TargetName target = new TargetName(messageKey.substring(0, separator));
            return Optional.of(new RegistrationKey(target, messageKey.substring(separator + 1)));
        } catch (IllegalArgumentException _e) {
            return Optional.empty();
        }
    }

    String messageKey() {
        return Topics.registrationKey(target, worker);
    }
}
