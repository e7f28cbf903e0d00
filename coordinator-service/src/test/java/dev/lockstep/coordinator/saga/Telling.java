package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
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

/** What a saga is told in a scenario: a command made for the state that it meets, so that it names what is outstanding. */
@FunctionalInterface
interface Telling {
    MigrationId MIGRATION = MigrationId.parse("00000000-0000-4000-8000-000000000001");

    /** Any outstanding dispatch that was never sent. */
    DispatchNumber UNKNOWN = new DispatchNumber(1);

    SagaCommand in(SagaState state, Occasion occasion);

    static Telling submit(Plan plan) {
        return (_, occasion) -> new SagaCommand.Submit(occasion, MIGRATION, plan);
    }

    static Telling start() {
        return (_, occasion) -> new SagaCommand.Start(occasion);
    }

    static Telling succeeded(String step) {
        return heard(step, header -> new Report.Succeeded(header, StepResult.changed(3)));
    }

    static Telling compensated(String step) {
        return compensatedWithConflicts(step, 0);
    }

    static Telling compensatedWithConflicts(String step, long conflicts) {
        return heard(
                step, header -> new Report.Compensated(header, new CompensationResult(3, conflicts, null, null, null)));
    }

    static Telling accepted(String step) {
        return heard(step, Report.Accepted::new);
    }

    static Telling heartbeat(String step) {
        return heard(step, header -> new Report.Heartbeat(header, Progress.NONE));
    }

    static Telling failed(String step, StepFailure failure) {
        return heard(step, header -> new Report.Failed(header, failure));
    }

    static Telling failedTransiently(String step) {
        return failed(step, new StepFailure.Transient("55P03", "lock not available"));
    }

    static Telling failedPermanently(String step) {
        return failed(step, StepFailure.Permanent.withoutEffect("42P01", "no such table"));
    }

    static Telling failedAfter(String step, Effect effect) {
        return failed(step, new StepFailure.Permanent("check-not-met", "expected 0, found 1", effect));
    }

    static Telling unreachable(String step) {
        return failed(step, new StepFailure.Unreachable("08006", "connection refused"));
    }

    static Telling stale(String step) {
        return heard(step, header -> new Report.Stale(header, new DispatchNumber(1_000_000)));
    }

    static Telling rejected(String step) {
        return heard(step, header -> new Report.Rejected(header, "not an operation of this target"));
    }

    static Telling passedAs(String step, @Nullable TargetIdentity identity) {
        return (state, occasion) -> {
            ReportHeader header = header(state, new StepId(step), outstanding(state, new StepId(step)), identity);
            return new SagaCommand.Hear(occasion, new Report.Succeeded(header, StepResult.NOTHING));
        };
    }

    static Telling lapsed(String step) {
        return (state, occasion) ->
                new SagaCommand.LapseLease(occasion, new StepId(step), outstanding(state, new StepId(step)), null);
    }

    /** Silent after a worker was heard so long ago. */
    static Telling lapsedSince(String step, Duration lastHeard) {
        return (state, occasion) -> new SagaCommand.LapseLease(
                occasion,
                new StepId(step),
                outstanding(state, new StepId(step)),
                occasion.at().minus(lastHeard));
    }

    static Telling refusedByBroker(String step) {
        return (state, occasion) -> new SagaCommand.RefuseDispatch(
                occasion, new StepId(step), outstanding(state, new StepId(step)), "record too large");
    }

    static Telling wake(String step) {
        return (_, occasion) -> new SagaCommand.Wake(occasion, new StepId(step));
    }

    static Telling cancel() {
        return (_, occasion) -> new SagaCommand.Cancel(occasion);
    }

    static Telling rollback() {
        return (_, occasion) -> new SagaCommand.Rollback(occasion);
    }

    static Telling retry() {
        return (_, occasion) -> new SagaCommand.Retry(occasion);
    }

    static Telling skip(String step) {
        return (_, occasion) -> new SagaCommand.Skip(occasion, new StepId(step));
    }

    static Telling close() {
        return (_, occasion) -> new SagaCommand.Close(occasion);
    }

    /** The same about a dispatch that is not outstanding. */
    default Telling late() {
        return (state, occasion) -> switch (in(state, occasion)) {
            case SagaCommand.Hear hear -> new SagaCommand.Hear(occasion, underAnotherDispatch(hear.report()));
            case SagaCommand.LapseLease lapse ->
                new SagaCommand.LapseLease(occasion, lapse.step(), UNKNOWN, lapse.lastHeard());
            case SagaCommand.RefuseDispatch refused ->
                new SagaCommand.RefuseDispatch(occasion, refused.step(), UNKNOWN, refused.reason());
            case SagaCommand.Wake wake -> wake;
            case SagaCommand.Submit submit -> submit;
            case SagaCommand.Start start -> start;
            case SagaCommand.OperatorAction action -> action;
        };
    }

    static TargetIdentity identityOf(TargetName target) {
        return new TargetIdentity(UUID.nameUUIDFromBytes(target.value().getBytes(StandardCharsets.UTF_8)));
    }

    private static Telling heard(String step, Function<ReportHeader, Report> report) {
        StepId id = new StepId(step);
        return (state, occasion) -> new SagaCommand.Hear(
                occasion, report.apply(header(state, id, outstanding(state, id), identityOf(target(state, id)))));
    }

    private static ReportHeader header(
            SagaState state, StepId step, DispatchNumber dispatch, @Nullable TargetIdentity identity) {
        return new ReportHeader(
                Protocol.VERSION, new UUID(0, 7), MIGRATION, step, target(state, step), identity, dispatch, "worker");
    }

    private static TargetName target(SagaState state, StepId step) {
        return state instanceof SagaState.Submitted submitted
                ? submitted.plan().spec().step(step).map(Step::target).orElse(new TargetName("nowhere"))
                : new TargetName("nowhere");
    }

    private static DispatchNumber outstanding(SagaState state, StepId step) {
        return state instanceof SagaState.Started started
                ? started.run().outstanding().getOrDefault(step, UNKNOWN)
                : UNKNOWN;
    }

    private static Report underAnotherDispatch(Report report) {
        ReportHeader header = report.header();
        ReportHeader other = new ReportHeader(
                header.protocol(),
                header.messageId(),
                header.migration(),
                header.step(),
                header.target(),
                header.identity(),
                UNKNOWN,
                header.worker());
        return switch (report) {
            case Report.Accepted _r -> new Report.Accepted(other);
            case Report.Heartbeat r -> new Report.Heartbeat(other, r.progress());
            case Report.Succeeded r -> new Report.Succeeded(other, r.result());
            case Report.Compensated r -> new Report.Compensated(other, r.result());
            case Report.Failed r -> new Report.Failed(other, r.failure());
            case Report.Stale r -> new Report.Stale(other, r.fence());
            case Report.Rejected r -> new Report.Rejected(other, r.reason());
        };
    }

    /** Every one of them, as if one after the other. */
    static Telling[] allPassed(String... steps) {
        Telling[] tellings = new Telling[steps.length];
        for (int index = 0; index < steps.length; index++) {
            tellings[index] = succeeded(steps[index]);
        }
        return tellings;
    }

    /** The clock's start in every scenario. */
    Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
}
