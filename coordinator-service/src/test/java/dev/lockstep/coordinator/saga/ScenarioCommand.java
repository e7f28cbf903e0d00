package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds a command for the current state of a scenario, so that the command names the outstanding dispatch. */
@FunctionalInterface
interface ScenarioCommand {
    /** The time at which every scenario starts. */
    Instant START = Instant.parse("2026-01-01T00:00:00Z");

    Actor OPERATOR = new Actor("operator", Actor.Kind.PERSON, null);

    MigrationId MIGRATION = MigrationId.parse("00000000-0000-4000-8000-000000000001");
    /** A dispatch number that is never outstanding. */
    DispatchNumber UNKNOWN_DISPATCH = new DispatchNumber(1);

    SagaCommand build(SagaState state, CommandContext context);

    static ScenarioCommand submit(Plan plan) {
        return (_, context) -> new SagaCommand.Submit(context, MIGRATION, plan, RunMode.MIGRATION);
    }

    static ScenarioCommand submitDryRun(Plan plan) {
        return (_, context) -> new SagaCommand.Submit(context, MIGRATION, plan, RunMode.DRY_RUN);
    }

    static ScenarioCommand submitRehearsal(Plan plan) {
        return (_, context) -> new SagaCommand.Submit(context, MIGRATION, plan, RunMode.REHEARSAL);
    }

    static ScenarioCommand start() {
        return (_, context) -> new SagaCommand.Start(context);
    }

    static ScenarioCommand succeeded(String step) {
        return handleReport(step, header -> new Report.Succeeded(header, StepResult.changed(3)));
    }

    static ScenarioCommand compensated(String step) {
        return compensatedWithConflicts(step, 0);
    }

    static ScenarioCommand compensatedWithConflicts(String step, long conflicts) {
        return handleReport(
                step, header -> new Report.Compensated(header, new CompensationResult(3, conflicts, null, null, null)));
    }

    static ScenarioCommand accepted(String step) {
        return handleReport(step, Report.Accepted::new);
    }

    static ScenarioCommand heartbeat(String step) {
        return handleReport(step, header -> new Report.Heartbeat(header, Progress.NONE));
    }

    static ScenarioCommand failed(String step, StepFailure failure) {
        return handleReport(step, header -> new Report.Failed(header, failure));
    }

    static ScenarioCommand failedTransiently(String step) {
        return failed(step, new StepFailure.Transient("55P03", "lock not available"));
    }

    static ScenarioCommand failedPermanently(String step) {
        return failed(step, StepFailure.Permanent.withoutEffect("42P01", "no such table"));
    }

    /** A permanent failure that leaves this effect in the store. */
    static ScenarioCommand failedPermanentlyWith(String step, Effect effect) {
        return failed(step, new StepFailure.Permanent("check-not-met", "expected 0, found 1", effect));
    }

    static ScenarioCommand unreachable(String step) {
        return failed(step, new StepFailure.Unreachable("08006", "connection refused"));
    }

    static ScenarioCommand stale(String step) {
        return handleReport(step, header -> new Report.Stale(header, new DispatchNumber(1_000_000)));
    }

    static ScenarioCommand rejected(String step) {
        return handleReport(step, header -> new Report.Rejected(header, "not an operation of this target"));
    }

    /** The success of a dispatch, reported with this identity. */
    static ScenarioCommand succeededWith(String step, @Nullable TargetIdentity identity) {
        return reportWith(step, identity, header -> new Report.Succeeded(header, StepResult.NOTHING));
    }

    /** The rejection of a dispatch, reported with this identity. */
    static ScenarioCommand rejectedWith(String step, @Nullable TargetIdentity identity) {
        return reportWith(step, identity, header -> new Report.Rejected(header, "another database"));
    }

    private static ScenarioCommand reportWith(
            String step, @Nullable TargetIdentity identity, Function<ReportHeader, Report> report) {
        return (state, context) -> {
            ReportHeader header =
                    header(state, new StepId(step), AwaitedSteps.dispatch(state, new StepId(step)), identity);
            return new SagaCommand.HandleReport(context, report.apply(header), false);
        };
    }

    static ScenarioCommand lapsed(String step) {
        return lapsedAfter(step, Duration.ZERO);
    }

    /** A lease that lapsed this long after the last report on the dispatch, which made no progress. */
    static ScenarioCommand lapsedAfter(String step, Duration silence) {
        return (state, context) -> lapse(state, context, new StepId(step), silence);
    }

    private static SagaCommand.LapseLease lapse(
            SagaState state, CommandContext context, StepId step, Duration silence) {
        return new SagaCommand.LapseLease(
                context, step, AwaitedSteps.dispatch(state, step), context.at().minus(silence), false, false);
    }

    /** The lapse of a dispatch on which a worker has reported, without progress. */
    static ScenarioCommand lapsedAfterAcceptance(String step) {
        return (state, context) -> {
            SagaCommand.LapseLease lapse = lapse(state, context, new StepId(step), Duration.ZERO);
            return new SagaCommand.LapseLease(
                    context, lapse.step(), lapse.dispatch(), lapse.silentSince(), true, lapse.hasProgressed());
        };
    }

    static ScenarioCommand workerMissing(String target, Duration silence) {
        return (_, context) -> new SagaCommand.ReportMissingWorker(
                context, new TargetName(target), context.at().minus(silence));
    }

    /** The same command about a dispatch that got further than the earlier ones. */
    default ScenarioCommand afterProgress() {
        return (state, context) -> switch (build(state, context)) {
            case SagaCommand.HandleReport handle -> new SagaCommand.HandleReport(context, handle.report(), true);
            case SagaCommand.LapseLease lapse ->
                new SagaCommand.LapseLease(context, lapse.step(), lapse.dispatch(), lapse.silentSince(), true, true);
            case SagaCommand.RejectDispatch reject -> reject;
            case SagaCommand.EndBackoff end -> end;
            case SagaCommand.Submission submission -> submission;
            case SagaCommand.QueueCommand command -> command;
            case SagaCommand.CheckDeadlines check -> check;
            case SagaCommand.AnswerEndpoint answer -> answer;
            case SagaCommand.OperatorAction action -> action;
        };
    }

    static ScenarioCommand rejectedByKafka(String step) {
        return (state, context) -> new SagaCommand.RejectDispatch(
                context, new StepId(step), AwaitedSteps.dispatch(state, new StepId(step)), "record too large");
    }

    static ScenarioCommand backoffEnded(String step) {
        return (state, context) ->
                new SagaCommand.EndBackoff(context, new StepId(step), AwaitedSteps.due(state, new StepId(step)));
    }

    /** The endpoint that is asked has answered as expected. */
    static ScenarioCommand endpointPassed() {
        return answered(new EndpointAnswer(true, "answered 200", 1));
    }

    /** The endpoint that is asked has not answered as expected within the time limit. */
    static ScenarioCommand endpointFailed() {
        return answered(new EndpointAnswer(false, "answered 503", 7));
    }

    private static ScenarioCommand answered(EndpointAnswer answer) {
        return (state, context) -> new SagaCommand.AnswerEndpoint(
                context,
                state instanceof SagaState.AtEndpoint waiting ? waiting.call().number() : 99,
                answer);
    }

    static ScenarioCommand gatesChecked() {
        return (_, context) -> new SagaCommand.CheckGates(context);
    }

    static ScenarioCommand deadlinesChecked() {
        return (_, context) -> new SagaCommand.CheckDeadlines(context);
    }

    /** An approval by somebody other than the submitter. */
    static ScenarioCommand approve() {
        return approveAs(new Actor("approver", Actor.Kind.PERSON, null));
    }

    static ScenarioCommand approveAs(Actor actor) {
        return approveAs(actor, null);
    }

    /** An approval by somebody who has looked at this dry run. */
    static ScenarioCommand approveWith(ApprovedDryRun dryRun) {
        return approveAs(new Actor("approver", Actor.Kind.PERSON, null), dryRun);
    }

    private static ScenarioCommand approveAs(Actor actor, @Nullable ApprovedDryRun dryRun) {
        return (_, context) -> new SagaCommand.Approve(
                new CommandContext(context.at(), context.firstDispatch(), actor, context.reason()), dryRun);
    }

    static ScenarioCommand reject() {
        return (_, context) -> new SagaCommand.Reject(context);
    }

    static ScenarioCommand cancel() {
        return (_, context) -> new SagaCommand.Cancel(context);
    }

    static ScenarioCommand rollback() {
        return (_, context) -> new SagaCommand.Rollback(context);
    }

    static ScenarioCommand retry() {
        return (_, context) -> new SagaCommand.Retry(context);
    }

    static ScenarioCommand skip(String step) {
        return (_, context) -> new SagaCommand.Skip(context, new StepId(step));
    }

    static ScenarioCommand close() {
        return (_, context) -> new SagaCommand.Close(context);
    }

    /** Returns the same command, but for a dispatch that is not outstanding. */
    default ScenarioCommand late() {
        return (state, context) -> switch (build(state, context)) {
            case SagaCommand.HandleReport handle ->
                new SagaCommand.HandleReport(
                        context,
                        ScenarioReports.withDispatch(UNKNOWN_DISPATCH, handle.report()),
                        handle.hasProgressed());
            case SagaCommand.LapseLease lapse ->
                new SagaCommand.LapseLease(
                        context,
                        lapse.step(),
                        UNKNOWN_DISPATCH,
                        lapse.silentSince(),
                        lapse.wasAccepted(),
                        lapse.hasProgressed());
            case SagaCommand.RejectDispatch reject ->
                new SagaCommand.RejectDispatch(context, reject.step(), UNKNOWN_DISPATCH, reject.reason());
            case SagaCommand.EndBackoff end ->
                new SagaCommand.EndBackoff(context, end.step(), end.due().minusSeconds(1));
            case SagaCommand.Submission submission -> submission;
            case SagaCommand.QueueCommand command -> command;
            case SagaCommand.CheckDeadlines check -> check;
            case SagaCommand.AnswerEndpoint answer ->
                new SagaCommand.AnswerEndpoint(context, answer.number() - 1, answer.answer());
            case SagaCommand.OperatorAction action -> action;
        };
    }

    static TargetIdentity identityOf(TargetName target) {
        return new TargetIdentity(UUID.nameUUIDFromBytes(target.value().getBytes(StandardCharsets.UTF_8)));
    }

    static ScenarioCommand handleReport(String step, Function<ReportHeader, Report> report) {
        StepId id = new StepId(step);
        return (state, context) -> new SagaCommand.HandleReport(
                context,
                report.apply(header(
                        state, id, AwaitedSteps.dispatch(state, id), identityOf(AwaitedSteps.target(state, id)))),
                false);
    }

    private static ReportHeader header(
            SagaState state, StepId step, DispatchNumber dispatch, @Nullable TargetIdentity identity) {
        return new ReportHeader(
                Protocol.VERSION,
                new UUID(0, 7),
                MIGRATION,
                step,
                AwaitedSteps.target(state, step),
                identity,
                dispatch,
                "worker");
    }
}
