package dev.lockstep.worker;

import dev.lockstep.contract.protocol.BaselineResult;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.UninstallResult;
import java.util.List;

/**
 * Answers the requests about one target that are not about a step. Methods throw the exceptions of the store's driver, or
 * {@link OperationFailed}.
 */
public interface TargetRequests {
    /** Answers no request. */
    TargetRequests NONE = new TargetRequests() {
        @Override
        public List<String> types() {
            return List.of();
        }

        @Override
        public SchemaVersionsResult schemaVersions(TargetRequest.SchemaVersions request) {
            throw unsupported(request);
        }
    };

    /**
     * Marks versions as applied. The default is for stores without versions.
     *
     * @throws OperationFailed if the schema history has other versions, or a later dispatch was accepted
     */
    default BaselineResult baseline(TargetRequest.Baseline request) {
        throw unsupported(request);
    }

    /**
     * Removes everything of Lockstep from the store, what was not removed before an interruption included. The identity
     * and the fence are removed last. The default is for stores that cannot do it.
     *
     * @throws OperationFailed if objects of others depend on the journal, or a later dispatch was accepted
     */
    default UninstallResult uninstall(TargetRequest.Uninstall request) {
        throw unsupported(request);
    }

    /** The types of the requests that the target can answer, as in {@link TargetRequest#type}. */
    List<String> types();

    /**
     * Reads the definitions of all objects that a script may change. The default is for stores without definitions.
     *
     * @throws OperationFailed if there are too many
     */
    default PackedSchema schema(TargetRequest.Schema request) {
        throw unsupported(request);
    }

    /**
     * Finds and tries the statements that bring about the wanted definitions. The default is for stores without
     * definitions.
     *
     * @throws OperationFailed if the result would not be exact
     */
    default SchemaDifferenceResult schemaDifference(TargetRequest.SchemaDifference request) {
        throw unsupported(request);
    }

    /** Counts the units of each version. */
    SchemaVersionsResult schemaVersions(TargetRequest.SchemaVersions request);

    /**
     * Finds what the store has besides the journal that differs from what these steps have left.
     *
     * @param steps steps whose rows are in the journal and applied, the oldest first
     */
    default StoreDrift storeDrift(List<TargetRequest.ExpectedStep> steps) {
        return StoreDrift.NONE;
    }

    /**
     * Differences besides the journal.
     *
     * @param objects number of objects that were compared
     */
    record StoreDrift(int objects, List<DriftResult.Difference> differences) {
        static final StoreDrift NONE = new StoreDrift(0, List.of());

        public StoreDrift {
            differences = List.copyOf(differences);
        }
    }

    /** The failure of a request that is not in {@link #types}. */
    static OperationFailed unsupported(TargetRequest request) {
        return OperationFailed.withoutEffect(
                "request-not-supported", "the worker cannot answer %s on this target".formatted(request.type()));
    }
}
