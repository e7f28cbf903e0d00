package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.service.ProcessExit;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one command on one target on the caller's thread and reports the result.
 *
 * <p>The runner has no state. Any number of runs may be active at once, in this process and in others; the target's
 * journal decides which of them may continue.
 */
public final class StepRunner {
    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

    private final ConnectedTarget target;
    private final StepExecutors executors;
    private final ReportSink reports;
    private final ReportEnvelope envelope;
    private final FencedCommandRunner fencedCommands;
    private final StepVerifier verifier;
    private final ErasureRunner erasures;
    private final PurgeRunner purges;
    private final BackupRunner backups;
    private final RehearsalRunner rehearsals;

    /**
     * @param executors the executors of the target
     * @param checkLimit time limit of one check of a step
     */
    public StepRunner(
            ConnectedTarget target,
            StepExecutors executors,
            ReportSink reports,
            ReportEnvelope envelope,
            Duration checkLimit) {
        this(target, executors, new Services(reports, envelope, BackupStore.notConfigured()), checkLimit);
    }

    /** Creates a runner that can back up and restore. */
    public StepRunner(ConnectedTarget target, StepExecutors executors, Services services, Duration checkLimit) {
        ReportSink reports = services.reports();
        this.target = target;
        this.executors = executors;
        this.reports = reports;
        this.envelope = services.envelope();
        this.verifier = new StepVerifier(target, checkLimit);
        this.fencedCommands = new FencedCommandRunner(target, executors, reports, verifier);
        this.erasures = new ErasureRunner(target, executors, reports);
        this.purges = new PurgeRunner(target, reports);
        this.backups = new BackupRunner(target, services.backups());
        this.rehearsals = new RehearsalRunner(target, services.deletedCopies(), checkLimit);
    }

    /**
     * Runs the command to its end, or until the worker ends. Sends no final report if the dispatch is superseded, or if
     * the command was redelivered and may still be running.
     */
    public void run(Command command, DispatchSignals signals) {
        ReportBuilder builder = new ReportBuilder(envelope, target.masking(), command.header(), null);
        String reason = rejectionReason(command);
        if (reason != null) {
            reports.send(builder.rejected(reason));
            return;
        }
        runAndReport(Dispatch.of(command, signals, builder), this::runWithIdentity);
    }

    private @Nullable String rejectionReason(Command command) {
        String reason = CommandValidator.rejectionReason(command);
        return reason == null ? unsupportedOperation(command) : reason;
    }

    private @Nullable String unsupportedOperation(Command command) {
        return command.steps().stream()
                .map(step -> executors.rejectionReason(step.operation()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Optional<Report> runWithIdentity(Dispatch dispatch) {
        StepJournal.Opened journal = target.journal().open(dispatch.key());
        ReportBuilder builder = dispatch.reports().withIdentity(journal.identity());
        String reason = builder.rejectionReason();
        if (reason != null) {
            return Optional.of(builder.rejected(reason));
        }
        StepFailure lost = Admission.lostWrites(dispatch.command(), journal);
        if (lost != null) {
            return Optional.of(builder.failed(lost));
        }
        Dispatch identified = Dispatch.of(dispatch.command(), dispatch.signals(), builder);
        runAndReport(identified, _ -> runCommand(identified, journal.entry()));
        return Optional.empty();
    }

    private Optional<Report> runCommand(Dispatch dispatch, JournalEntry found) {
        return switch (dispatch.command()) {
            case Command.Preflight _preflight -> Optional.of(preflight(dispatch, found));
            case Command.DryRun dryRun ->
                Optional.of(unlessStale(dispatch, found, () -> dryRun(dispatch, dryRun, found)));
            case Command.Rehearse rehearse ->
                Optional.of(unlessStale(dispatch, found, () -> rehearsals.run(dispatch, rehearse, found)));
            case Command.Backup backup ->
                Optional.of(unlessStale(dispatch, found, () -> backups.backUp(dispatch, backup, found)));
            case Command.Restore restore ->
                Optional.of(unlessStale(dispatch, found, () -> backups.restore(dispatch, restore, found)));
            case Command.Check _check -> Optional.of(check(dispatch));
            case Command.Erase erase -> Optional.of(erasures.run(dispatch, erase, found));
            case Command.Purge purge -> Optional.of(purges.run(dispatch, purge, found));
            case Command.Apply _apply -> fencedCommands.run(dispatch, found);
            case Command.Compensate _compensate -> fencedCommands.run(dispatch, found);
            case Command.Finish _finish -> fencedCommands.run(dispatch, found);
        };
    }

    /**
     * Runs a command that leaves the fence as it is, but must not run beside a newer dispatch: a dry run takes locks, a
     * rehearsal and a backup would have data of before and after it, and a restore would overwrite its work.
     */
    private Report unlessStale(Dispatch dispatch, JournalEntry found, Supplier<Report> work) {
        if (dispatch.number().isBelow(found.fence())) {
            return dispatch.reports().stale(found.fence());
        }
        reports.send(dispatch.reports().accepted());
        return work.get();
    }

    private Report check(Dispatch dispatch) {
        reports.send(dispatch.reports().accepted());
        return dispatch.reports().succeeded(StepResult.NOTHING.withChecks(verifier.runAll(dispatch)));
    }

    private Report preflight(Dispatch dispatch, JournalEntry found) {
        reports.send(dispatch.reports().accepted());
        StepOperation operation = dispatch.operation();
        DispatchContext context = DispatchContext.of(dispatch, found);
        return switch (executors.forOperation(operation).preflight(context)) {
            case StepOutcome.Succeeded(StepResult result) -> dispatch.reports().succeeded(result);
            case StepOutcome.Compensated _compensated ->
                throw new IllegalStateException(
                        "the preflight of %s returned a compensation result".formatted(operation.type()));
        };
    }

    private Report dryRun(Dispatch dispatch, Command.DryRun command, JournalEntry found) {
        List<DryRunner.DryRunStep> steps = command.steps().stream()
                .map(step -> new DryRunner.DryRunStep(step, dispatch.resolved(step.operation())))
                .toList();
        Failpoints.hit("runner.before-dry-run");
        return dispatch.reports().dryRun(target.dryRunner().run(steps, DispatchContext.of(dispatch, found)));
    }

    /**
     * Sends the stage's report or its failure. Sends nothing if the dispatch was superseded, except to hand it over to
     * another worker.
     */
    private void runAndReport(Dispatch dispatch, Stage stage) {
        try {
            stage.run(dispatch).ifPresent(reports::send);
        } catch (DispatchSuperseded superseded) {
            LOG.atInfo().addKeyValue("reason", superseded.getMessage()).log("dispatch stopped");
            reportHandOver(dispatch);
        } catch (RuntimeException thrown) {
            ProcessExit.ifFatal(thrown);
            reportFailure(dispatch, failureOf(dispatch, thrown));
        } catch (Error thrown) {
            Effect effect = dispatch.isStarted() ? Effect.PARTIAL : Effect.NONE;
            StepFailure failure = WorkerErrors.failureOf(effect, thrown).orElseThrow(() -> thrown);
            LOG.atError().setCause(thrown).log("dispatch failed with an error of the worker");
            reportFailure(dispatch, failure);
        }
    }

    /** The failure of a dispatch that was told to stop says nothing about the step. */
    private void reportFailure(Dispatch dispatch, StepFailure failure) {
        if (dispatch.signals().stopReason() == null) {
            reports.send(dispatch.reports().failed(failure));
        } else {
            reportHandOver(dispatch);
        }
    }

    private void reportHandOver(Dispatch dispatch) {
        if (dispatch.signals().isHandedOver()) {
            reports.send(dispatch.reports().stopped(dispatch.signals().lastProgress()));
        }
    }

    /** A step that has not started has no effect, whatever failed. */
    private StepFailure failureOf(Dispatch dispatch, RuntimeException thrown) {
        StepFailure failure = thrown instanceof OperationFailed failed ? failed.failure() : target.classify(thrown);
        return !dispatch.isStarted() && failure instanceof StepFailure.Permanent permanent
                ? StepFailure.Permanent.withoutEffect(permanent.code(), permanent.message())
                : failure;
    }

    /**
     * What a runner needs besides its target.
     *
     * @param deletedCopies receives the number of abandoned scratch copies that a rehearsal has deleted
     */
    public record Services(
            ReportSink reports, ReportEnvelope envelope, BackupStore backups, IntConsumer deletedCopies) {
        /** Services of a runner whose deleted copies nobody counts. */
        public Services(ReportSink reports, ReportEnvelope envelope, BackupStore backups) {
            this(reports, envelope, backups, _ -> {});
        }
    }

    /** A stage of the run; returns the final report, if the stage ends the run. */
    private interface Stage {
        Optional<Report> run(Dispatch dispatch);
    }
}
