package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.schedule.WakeUp;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends requests about targets. All methods take part in the current transaction, and require that the row is locked. */
final class TargetRequestEndings {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRequestEndings.class);
    private final JdbcTargetRequests requests;
    private final DriftOutcomes drifts;
    private final TargetEndings targets;
    private final WakeUp starter;
    private final MeterRegistry metrics;

    /** @param starter makes queued migrations start */
    TargetRequestEndings(
            JdbcTargetRequests requests,
            DriftOutcomes drifts,
            TargetEndings targets,
            WakeUp starter,
            MeterRegistry metrics) {
        this.drifts = drifts;
        this.requests = requests;
        this.targets = targets;
        this.starter = starter;
        this.metrics = metrics;
    }

    void answered(StoredTargetRequest request, TargetReport.Answer answer) {
        RequestKind answered = RequestKind.of(answer);
        if (answered != request.view().kind()) {
            failed(request, "the worker has answered with " + answered.type());
            return;
        }
        if (answer instanceof TargetReport.Drift drift) {
            drifts.judged(request.message().header().dispatch(), drift.result())
                    .ifPresentOrElse(
                            result -> settle(request, new TargetReport.Drift(drift.header(), result)),
                            () -> failed(
                                    request,
                                    "target-in-use: a migration has started on the target since the check was requested; check again"));
            return;
        }
        keep(request, targets.completed(request.view(), answer));
        targets.answered(request, answer);
    }

    private void settle(StoredTargetRequest request, TargetReport.Drift judged) {
        keep(request, judged);
        drifts.settle(request, judged.result());
        AfterCommit.run(starter::signal);
    }

    private void keep(StoredTargetRequest request, TargetReport.Answer answer) {
        requests.answer(request.message().header().dispatch(), answer);
        ended(request, TargetRequestState.ANSWERED, "");
    }

    void failed(StoredTargetRequest request, String finding) {
        requests.fail(request.message().header().dispatch(), finding);
        ended(request, TargetRequestState.FAILED, finding);
    }

    private void ended(StoredTargetRequest request, TargetRequestState state, String finding) {
        String kind = request.message().type();
        if (request.view().isOpen() && targets.release(request)) {
            AfterCommit.run(starter::signal);
        }
        metrics.counter("lockstep.target.requests.ended", "kind", kind, "state", state.name())
                .increment();
        LOG.atInfo()
                .addKeyValue("target", request.view().target())
                .addKeyValue("request", request.view().number())
                .addKeyValue("kind", kind)
                .addKeyValue("state", state)
                .addKeyValue("finding", finding)
                .log("Request about a target ended");
    }
}
