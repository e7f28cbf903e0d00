package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.http.StorableTextRule;
import java.util.Optional;

/** A target and one of its workers. Each worker has one registration of each of its targets. */
record RegistrationKey(TargetName target, String worker) {
    // The name is in the keys of tables, and an entry of a B-tree has at most 2,704 bytes.
    static final int MAX_WORKER_LENGTH = 512;

    /** Parses the key of a Kafka message; empty if it is not the key of a registration. */
    static Optional<RegistrationKey> parse(String messageKey) {
        int separator = messageKey.indexOf('/');
        String worker = messageKey.substring(separator + 1);
        if (separator < 0 || worker.length() > MAX_WORKER_LENGTH || !StorableTextRule.isStorable(worker)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RegistrationKey(new TargetName(messageKey.substring(0, separator)), worker));
        } catch (IllegalArgumentException _e) {
            return Optional.empty();
        }
    }

    String messageKey() {
        return Topics.registrationKey(target, worker);
    }
}
