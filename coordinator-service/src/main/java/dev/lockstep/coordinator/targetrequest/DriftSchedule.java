package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TargetView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests a check of each target that is ready and whose last check was long enough ago. A target that is stopped is not
 * checked: the number of the check to acknowledge stays the one that somebody is looking at.
 */
final class DriftSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(DriftSchedule.class);
    private final RegisteredTargets targets;
    private final DriftChecks checks;
    private final DriftSettings settings;

    DriftSchedule(RegisteredTargets targets, DriftChecks checks, DriftSettings settings) {
        this.targets = targets;
        this.checks = checks;
        this.settings = settings;
    }

    void requestDue() {
        if (settings.isScheduled()) {
            targets.all().stream()
                    .filter(target -> target.state() == TargetView.Readiness.READY
                            && target.requests().contains(TargetRequest.Drift.TYPE)
                            && checks.isDue(target, settings.interval()))
                    .forEach(this::request);
        }
    }

    // A target that a migration holds is checked when it has ended.
    private void request(TargetView target) {
        try {
            checks.requestScheduled(target, settings.interval());
        } catch (ApiException e) {
            LOG.atDebug().addKeyValue("target", target.name()).setCause(e).log("A target is checked for drift later");
        }
    }
}
