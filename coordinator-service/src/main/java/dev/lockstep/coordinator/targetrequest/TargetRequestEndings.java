package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.TargetReport;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends requests about targets. All methods take part in the current transaction, and require that the row is locked. */
final class TargetRequestEndings {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRequestEndings.class);
    private final JdbcTargetRequests requests;
    private final MeterRegistry metrics;

    TargetRequestEndings(JdbcTargetRequests requests, MeterRegistry metrics) {
        this.requests = requests;
        this.metrics = metrics;
    }

    void answered(StoredTargetRequest request, TargetReport.Answer answer) {
        if (!answer.getClass()
                .getSimpleName()
                .equals(request.message().getClass().getSimpleName())) {
            failed(request, "the worker has answered with " + answer.getClass().getSimpleName());
            return;
        }
        requests.answer(request.message().header().dispatch(), answer);
        ended(request, TargetRequestState.ANSWERED, "");
    }

    void failed(StoredTargetRequest request, String finding) {
        requests.fail(request.message().header().dispatch(), finding);
        ended(request, TargetRequestState.FAILED, finding);
    }

    private void ended(StoredTargetRequest request, TargetRequestState state, String finding) {
        String kind = request.message().type();
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
