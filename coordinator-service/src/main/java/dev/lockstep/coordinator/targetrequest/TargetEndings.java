package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the end of a request means for its target. All methods take part in the transaction that ends the request.
 */
record TargetEndings(JdbcTargetStops stops, JdbcTargetResets resets) {
    /** Adds to the answer of an uninstallation what it means for migrations. */
    TargetReport.Answer completed(TargetRequestView request, TargetReport.Answer answer) {
        if (!(answer instanceof TargetReport.Uninstall uninstalled)) {
            return answer;
        }
        UninstallResult result = uninstalled.result();
        List<String> notes = new ArrayList<>(result.notes());
        long affected = resets.affected(request.target());
        if (affected > 0) {
            notes.add(
                    result.dryRun()
                            ? "%d migrations could no longer be rolled back".formatted(affected)
                            : "%d migrations can no longer be rolled back".formatted(affected));
        }
        return new TargetReport.Uninstall(
                uninstalled.header(), new UninstallResult(result.dryRun(), result.removed(), notes));
    }

    /** Keeps that earlier migrations cannot be undone on the target any more, if that is so. */
    void answered(StoredTargetRequest request, TargetReport.Answer answer) {
        switch (answer) {
            case TargetReport.Reidentify _a -> reset(request);
            case TargetReport.Uninstall uninstalled -> {
                if (!uninstalled.result().dryRun()) {
                    reset(request);
                }
            }
            case TargetReport.Baseline _a -> {}
            case TargetReport.Drift _a -> {}
            case TargetReport.Schema _a -> {}
            case TargetReport.SchemaDifference _a -> {}
            case TargetReport.SchemaVersions _a -> {}
        }
    }

    private void reset(StoredTargetRequest request) {
        resets.reset(request.view(), request.message().header().dispatch());
        stops.release(request.view().target(), TargetStop.Reason.DRIFT);
    }

    /** Lets migrations start on the target again; returns whether the request had stopped them. */
    boolean release(StoredTargetRequest request) {
        Optional<TargetStop.Reason> reason = stopped(request.message());
        reason.ifPresent(found -> stops.release(request.view().target(), found));
        return reason.isPresent();
    }

    /** Why nothing starts on the target while the request is under way; empty if it stops nothing. */
    private static Optional<TargetStop.Reason> stopped(TargetRequest request) {
        return switch (request) {
            case TargetRequest.Baseline baseline ->
                baseline.dryRun() ? Optional.empty() : Optional.of(TargetStop.Reason.BASELINE);
            case TargetRequest.Drift _r -> Optional.empty();
            case TargetRequest.Reidentify _r -> Optional.of(TargetStop.Reason.REIDENTIFY);
            case TargetRequest.Schema _r -> Optional.empty();
            case TargetRequest.SchemaDifference _r -> Optional.empty();
            case TargetRequest.SchemaVersions _r -> Optional.empty();
            case TargetRequest.Uninstall uninstall ->
                uninstall.dryRun() ? Optional.empty() : Optional.of(TargetStop.Reason.UNINSTALL);
        };
    }
}
