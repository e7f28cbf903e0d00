package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.OperationFailed;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.api.MigrationVersion;

/** The versions of several scripts that are applied one after another. {@code 1} and {@code 1.0} are one version. */
public final class FlywayPlannedVersions {
    private final Map<MigrationVersion, StepId> steps = new HashMap<>();

    /**
     * Adds the version of a step.
     *
     * @throws OperationFailed with the code of the apply if an earlier step has this version
     */
    public void add(StepId step, PostgresSql operation, SqlScript up) {
        StepId earlier = steps.putIfAbsent(MigrationVersion.fromVersion(operation.version()), step);
        if (earlier != null) {
            throw OperationFailed.withoutEffect(
                    up.isStandalone() ? "version-already-applied" : "version-not-executed",
                    "version %s is that of step %s too, which is applied before; choose another version"
                            .formatted(operation.version(), earlier));
        }
    }
}
