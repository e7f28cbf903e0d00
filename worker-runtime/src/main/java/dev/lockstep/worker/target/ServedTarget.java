package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.StepExecutors;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;

/** A target that this worker serves, with its connection and its executors. */
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
