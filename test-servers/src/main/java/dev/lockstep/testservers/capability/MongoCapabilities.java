package dev.lockstep.testservers.capability;

import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.testservers.provider.ExternalMongo;
import java.util.Optional;
import java.util.Set;

/** The capabilities of one server, and the reason to skip a test that needs a missing one. */
public record MongoCapabilities(String serverVersion, Set<MongoCapability> present) {

    public MongoCapabilities {
        present = Set.copyOf(present);
    }

    /** Tries every capability on the server. */
    public static MongoCapabilities of(MongoServer server) {
        return MongoCapabilityProbe.capabilitiesOf(server.uri("lockstep_probe"));
    }

    public boolean has(MongoCapability capability) {
        return present.contains(capability);
    }

    /** Returns the reason to skip a test, or empty if the server has the capability. */
    public Optional<String> reasonToSkip(MongoCapability capability) {
        return has(capability)
                ? Optional.empty()
                : Optional.of("the MongoDB server (" + serverVersion + ") " + capability.lack() + "; set "
                        + ExternalMongo.VARIABLE + " to a real MongoDB, or run the tests where Docker runs");
    }
}
