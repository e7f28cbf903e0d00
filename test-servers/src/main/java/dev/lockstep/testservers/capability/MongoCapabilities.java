package dev.lockstep.testservers.capability;

import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.testservers.provider.ExternalMongo;
import java.util.Optional;
import java.util.Set;

/** The capabilities that one server has, and the reason to skip a test that needs a missing capability. */
public record MongoCapabilities(String serverVersion, Set<MongoCapability> present) {

    public MongoCapabilities {
        present = Set.copyOf(present);
    }

    /** Tests every capability on the server. */
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
                : Optional.of("the MongoDB server (" + serverVersion + ") " + capability.behaviourWithout() + "; set "
                        + ExternalMongo.VARIABLE + " to a real MongoDB, or run the tests on a machine with Docker");
    }
}
