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
        requests.answer(request.message().header().dispatch(), targets.completed(request.view(), answer));
        targets.answered(request.view(), answer);
        if (answer instanceof TargetReport.Drift drift) {
            drifts.settle(request.view(), drift.result());
            AfterCommit.run(starter::signal);
        }
        ended(request, TargetRequestState.ANSWERED, "");
    }

    void failed(StoredTargetRequest request, String finding) {
        requests.fail(request.message().header().dispatch(), finding);
        ended(request, TargetRequestState.FAILED, finding);
    }

    private void ended(StoredTargetRequest request, TargetRequestState state, String finding) {
        String kind = request.message().type();
        if (targets.release(request)) {
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
