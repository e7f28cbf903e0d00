package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one command on one target, on the caller's thread, and reports how it ended.
 *
 * <p>All that it does goes through its ports and nothing is kept between two runs, so any number of runs may be under
 * way at once, in this process or in others: the target's journal tells them apart.
 */
public final class StepRunner {
    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

    private final ConnectedTarget target;
    private final StepExecutors executors;
    private final ReportSink reports;
    private final ReportEnvelope envelope;
    private final FencedRun fenced;

    /**
     * @param executors those of the target
     * @param checkLimit how long one check of a step may take
     */
    public StepRunner(
            ConnectedTarget target,
            StepExecutors executors,
            ReportSink reports,
            ReportEnvelope envelope,
            Duration checkLimit) {
        this.target = target;
        this.executors = executors;
        this.reports = reports;
        this.envelope = envelope;
        this.fenced = new FencedRun(target, executors, reports, new StepChecks(target, checkLimit));
    }

    /** Runs the command to its end: answered, or given way to a newer dispatch, or dropped as one that came twice. */
    public void run(Command command, DispatchSignals signals) {
        Answering answering = new Answering(envelope, command.header(), null);
        String objection = objectionTo(command);
        if (objection != null) {
            reports.send(answering.rejected(objection));
            return;
        }
        explaining(new Dispatch(command, signals, answering), this::identify);
    }

    private @Nullable String objectionTo(Command command) {
        String objection = CommandObjections.to(command);
        return objection == null ? executors.objectionTo(command.step().operation()) : objection;
    }

    private Optional<Report> identify(Dispatch dispatch) {
        Answering answering = dispatch.answering().from(target.journal().identity());
        String objection = answering.objection();
        if (objection != null) {
            return Optional.of(answering.rejected(objection));
        }
        explaining(new Dispatch(dispatch.command(), dispatch.signals(), answering), this::onTarget);
        return Optional.empty();
    }

    private Optional<Report> onTarget(Dispatch dispatch) {
        return switch (dispatch.command()) {
            case Command.Preflight _preflight -> Optional.of(preflight(dispatch));
            case Command.Purge _purge -> Optional.of(purge(dispatch));
            case Command.Apply _apply -> fenced.run(dispatch);
            case Command.Compensate _compensate -> fenced.run(dispatch);
            case Command.Finish _finish -> fenced.run(dispatch);
        };
    }

    private Report preflight(Dispatch dispatch) {
        reports.send(dispatch.answering().accepted());
        StepOperation operation = dispatch.operation();
        DispatchContext context = new DispatchContext(dispatch, target.journal().read(dispatch.key()));
        return switch (executors.forOperation(operation).preflight(context)) {
            case StepOutcome.Applied(StepResult result) -> dispatch.answering().succeeded(result);
            case StepOutcome.Compensated _compensated ->
                throw new IllegalStateException("the preflight of %s compensated".formatted(operation.type()));
        };
    }

    private Report purge(Dispatch dispatch) {
        reports.send(dispatch.answering().accepted());
        target.journal().purge(dispatch.key());
        return dispatch.answering().succeeded(StepResult.NOTHING);
    }

    /** What a driver throws means what its store says; of a dispatch that gave way, nothing is said at all. */
    private void explaining(Dispatch dispatch, Part part) {
        try {
            part.run(dispatch).ifPresent(reports::send);
        } catch (DispatchSuperseded superseded) {
            LOG.atInfo().addKeyValue("reason", superseded.getMessage()).log("dispatch gave way");
        } catch (RuntimeException thrown) {
            if (dispatch.signals().superseded() == null) {
                reports.send(dispatch.answering().failed(explained(dispatch.command(), thrown)));
            }
        }
    }

    private StepFailure explained(Command command, RuntimeException thrown) {
        StepFailure failure = thrown instanceof OperationFailed failed ? failed.failure() : target.classify(thrown);
        return command instanceof Command.Preflight && failure instanceof StepFailure.Permanent permanent
                ? StepFailure.Permanent.withoutEffect(permanent.code(), permanent.message())
                : failure;
    }

    /** A part of the run, and the report that ends it. */
    private interface Part {
        Optional<Report> run(Dispatch dispatch);
    }
}
