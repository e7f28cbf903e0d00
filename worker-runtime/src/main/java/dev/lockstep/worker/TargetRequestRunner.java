package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetReportHeader;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.service.ProcessExit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one request about a target on the caller's thread, and returns the report that ends it. */
public final class TargetRequestRunner {
    private final ConnectedTarget target;
    private final ReportEnvelope envelope;

    public TargetRequestRunner(ConnectedTarget target, ReportEnvelope envelope) {
        this.target = target;
        this.envelope = envelope;
    }

    /** Returns the report; empty for a simulated crash, after which a process sends no report. */
    public Optional<TargetReport> run(TargetRequest request) {
        if (!target.requests().types().contains(request.type())) {
            return Optional.of(new TargetReport.Rejected(
                    header(request, null),
                    "the worker cannot answer %s on target %s"
                            .formatted(request.type(), request.header().target())));
        }
        try {
            TargetIdentity identity = target.journal().identity();
            String reason = rejectionReason(request, identity);
            if (reason != null && isUninstalledAlready(request)) {
                return Optional.of(
                        answer(new TargetRequest.Uninstall(request.header(), false, false), header(request, identity)));
            }
            return Optional.of(
                    reason == null
                            ? answer(request, header(request, identity))
                            : new TargetReport.Rejected(header(request, identity), reason));
        } catch (RuntimeException thrown) {
            ProcessExit.ifFatal(thrown);
            return Optional.of(failed(request, failureOf(thrown)));
        } catch (Error thrown) {
            return WorkerErrors.failureOf(Effect.NONE, thrown).map(failure -> failed(request, failure));
        }
    }

    /**
     * Whether the journal was removed by an attempt whose result was lost: it was created again since, and no dispatch has
     * used it. The schema history may be somebody else's by now.
     */
    private boolean isUninstalledAlready(TargetRequest request) {
        return request instanceof TargetRequest.Uninstall uninstall
                && !uninstall.dryRun()
                && target.journal().fence().equals(DispatchNumber.NONE);
    }

    private static @Nullable String rejectionReason(TargetRequest request, TargetIdentity found) {
        TargetRequestHeader header = request.header();
        boolean isExpected = header.identity() == null
                || header.identity().equals(found)
                || (request instanceof TargetRequest.Reidentify repeated
                        && repeated.replacement().equals(found));
        return isExpected
                ? null
                : "target %s is database %s, but the request is about database %s"
                        .formatted(header.target(), found, header.identity());
    }

    private TargetReport answer(TargetRequest request, TargetReportHeader header) {
        return switch (request) {
            case TargetRequest.Baseline r ->
                new TargetReport.Baseline(header, target.requests().baseline(r));
            case TargetRequest.Drift r -> new TargetReport.Drift(header, new DriftCheck(target).run(r));
            case TargetRequest.Reidentify r ->
                new TargetReport.Reidentify(header, new TargetLife(target).reidentify(r));
            case TargetRequest.Schema r ->
                new TargetReport.Schema(header, target.requests().schema(r));
            case TargetRequest.SchemaDifference r ->
                new TargetReport.SchemaDifference(header, target.requests().schemaDifference(r));
            case TargetRequest.SchemaVersions r ->
                new TargetReport.SchemaVersions(header, target.requests().schemaVersions(r));
            case TargetRequest.Uninstall r -> new TargetReport.Uninstall(header, new TargetLife(target).uninstall(r));
        };
    }

    private StepFailure failureOf(RuntimeException thrown) {
        return thrown instanceof OperationFailed failed ? failed.failure() : target.classify(thrown);
    }

    private TargetReport failed(TargetRequest request, StepFailure failure) {
        return new TargetReport.Failed(header(request, null), Truncation.ofFailure(failure));
    }

    private TargetReportHeader header(TargetRequest request, @Nullable TargetIdentity identity) {
        return envelope.headerFor(request.header(), identity);
    }
}
