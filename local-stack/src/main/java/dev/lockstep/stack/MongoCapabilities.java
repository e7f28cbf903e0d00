package dev.lockstep.stack;

import java.util.Optional;
import java.util.Set;

/** What one server can do, and for what it cannot, why a check on it is skipped. */
public record MongoCapabilities(String serverVersion, Set<MongoCapability> present) {

    public MongoCapabilities {
        present = Set.copyOf(present);
    }

    public boolean has(MongoCapability capability) {
        return present.contains(capability);
    }

    /** The reason to state for a skipped check; empty when the server can do it. */
    public Optional<String> reasonToSkip(MongoCapability capability) {
        return has(capability)
                ? Optional.empty()
                : Optional.of("this server (" + serverVersion + ") " + capability.lack() + "; name a real MongoDB by "
                        + ExternalMongo.VARIABLE + ", or run where Docker runs");
    }
}
