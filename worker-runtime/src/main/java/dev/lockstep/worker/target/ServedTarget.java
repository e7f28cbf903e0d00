package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.StepExecutors;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;

/** One database that this worker serves, with an executor for each operation that a plan may ask of it. */
public record ServedTarget(TargetName name, TargetKind kind, ConnectedTarget connection, StepExecutors executors) {
    static ServedTarget connect(TargetConnector connector, TargetSettings settings) {
        ConnectedTarget connection = connector.connect(settings);
        return new ServedTarget(
                settings.name(),
                connector.kind(),
                connection,
                StepExecutors.of(connector.kind(), connection.executors()));
    }
}
