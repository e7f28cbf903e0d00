package dev.lockstep.redis.operation;

import dev.lockstep.contract.protocol.StepFailure.Permanent;
import dev.lockstep.redis.connection.ServerFacts;
import java.util.Optional;

/** On which servers no step could be kept exact. */
final class ServerObjections {
    private ServerObjections() {}

    static Optional<Permanent> to(ServerFacts facts) {
        if (!facts.version().isSupported()) {
            return objection(
                    "unsupported-version",
                    "the server is %s; 6.2 is the least that can carry an expiry over".formatted(facts.versionText()));
        }
        if (facts.is("cluster_enabled", "1")) {
            return objection(
                    "cluster", "the server is in cluster mode: a key and its journal row could not be written as one");
        }
        if (!facts.is("role", "master")) {
            return objection(
                    "replica", "the server's role is %s: a replica takes no writes".formatted(facts.value("role")));
        }
        if (facts.value("maxmemory_policy").startsWith("allkeys")) {
            return objection(
                    "eviction",
                    "maxmemory-policy is %s: the server could evict the journal; noeviction or volatile-* would not"
                            .formatted(facts.value("maxmemory_policy")));
        }
        return Optional.empty();
    }

    private static Optional<Permanent> objection(String code, String message) {
        return Optional.of(Permanent.withoutEffect(code, message));
    }
}
