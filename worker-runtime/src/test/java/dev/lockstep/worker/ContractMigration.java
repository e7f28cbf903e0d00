package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates the commands of one migration with one step. */
public final class ContractMigration {
    public static final TargetName TARGET = new TargetName("contract-target");
    public static final Instant STARTED_AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final PlanName PLAN_NAME = new PlanName("contract-plan");
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final MigrationId id;
    private final Step step;
    private final Checksum plan;
    private final Duration lease;

    private ContractMigration(MigrationId id, Step step, Checksum plan, Duration lease) {
        this.id = id;
        this.step = step;
        this.plan = plan;
        this.lease = lease;
    }

    private static ContractMigration of(Step step, Duration lease) {
        return new ContractMigration(new MigrationId(UUID.randomUUID()), step, new Checksum("c".repeat(64)), lease);
    }

    public static ContractMigration of(StepOperation operation, Verification... checks) {
        return of(operation, ConflictPolicy.KEEP, checks);
    }

    public static ContractMigration of(StepOperation operation, ConflictPolicy onConflict, Verification... checks) {
        return of(
                new Step(new StepId("contract-step"), TARGET, operation, List.of(checks), null, false, onConflict),
                LEASE);
    }

    /** Creates another migration with the same step on another target and with another lease. */
    public ContractMigration on(TargetName target, Duration otherLease) {
        return of(
                new Step(step.id(), target, step.operation(), step.verify(), null, false, step.onConflict()),
                otherLease);
    }

    /** The same migration and step, with the checksum of another plan. */
    ContractMigration withOtherPlan() {
        return new ContractMigration(id, step, new Checksum("d".repeat(64)), lease);
    }

    public MigrationId id() {
        return id;
    }

    public StepKey key() {
        return new StepKey(id, step.id());
    }

    public Command preflight(long dispatch) {
        return new Command.Preflight(header(dispatch), step);
    }

    /** Creates a dry run of the step and, after it, of these operations on the same target. */
    public Command dryRun(long dispatch, StepOperation... following) {
        List<Step> all = steps(following);
        return new Command.DryRun(header(dispatch, Checksum.of(all)), step, all.subList(1, all.size()));
    }

    private List<Step> steps(StepOperation... following) {
        List<Step> all = new ArrayList<>(List.of(step));
        for (StepOperation operation : following) {
            StepId later = new StepId("following-" + all.size());
            all.add(new Step(later, step.target(), operation, List.of(), null, false, step.onConflict()));
        }
        return all;
    }

    /** Creates a rehearsal of the step and, after it, of these operations on the same target. */
    public Command rehearsal(long dispatch, @Nullable Integer sample, StepOperation... following) {
        List<Step> all = steps(following);
        return new Command.Rehearse(header(dispatch, Checksum.of(all)), step, all.subList(1, all.size()), sample);
    }

    /** Creates a backup of what the step and, after it, these operations touch. */
    public Command backup(long dispatch, Duration keep, StepOperation... following) {
        List<Step> all = steps(following);
        return new Command.Backup(
                header(dispatch, Checksum.of(all)), step, all.subList(1, all.size()), PLAN_NAME, keep);
    }

    public Command restore(long dispatch, @Nullable Digest digest) {
        return new Command.Restore(header(dispatch), step, id, digest, false);
    }

    public Command restoreDryRun(long dispatch, @Nullable Digest digest) {
        return new Command.Restore(header(dispatch), step, id, digest, true);
    }

    public Command apply(long dispatch) {
        return new Command.Apply(header(dispatch), step);
    }

    /** Creates an apply that only takes the step over from earlier dispatches. */
    Command pausedApply(long dispatch) {
        return new Command.Apply(header(dispatch, Checksum.of(step), new Throttle(true, null, null)), step);
    }

    /** Creates an apply with a batch size that an operator has set. */
    public Command applyInBatches(long dispatch, int batchSize) {
        return new Command.Apply(header(dispatch, Checksum.of(step), new Throttle(false, null, batchSize)), step);
    }

    public Command finish(long dispatch) {
        return new Command.Finish(header(dispatch), step);
    }

    /** Creates a command that runs only the checks of the step. */
    public Command check(long dispatch) {
        return new Command.Check(header(dispatch), step);
    }

    public Command erase(long dispatch, String unit) {
        return new Command.Erase(header(dispatch), step, unit);
    }

    /** Creates a compensation of a step whose apply has no reported result, as after a lapsed lease. */
    public Command compensate(long dispatch) {
        return new Command.Compensate(header(dispatch), step, KnownEffect.UNKNOWN);
    }

    /** Creates a compensation of a step that was reported as applied. */
    public Command compensateApplied(long dispatch) {
        return new Command.Compensate(header(dispatch), step, KnownEffect.APPLIED);
    }

    public Command purge(long dispatch) {
        return new Command.Purge(header(dispatch), step, null);
    }

    /** Creates a purge that raises a lower fence to the last dispatch of the migration. */
    public Command purge(long dispatch, long fence) {
        return new Command.Purge(header(dispatch), step, new DispatchNumber(fence));
    }

    /** Creates a purge whose rate is limited. */
    public Command limitedPurge(long dispatch, int rowsPerSecond) {
        return new Command.Purge(
                header(dispatch, Checksum.of(step), new Throttle(false, rowsPerSecond, null)), step, null);
    }

    CommandHeader header(long dispatch) {
        return header(dispatch, Checksum.of(step));
    }

    private CommandHeader header(long dispatch, Checksum checksum) {
        return header(dispatch, checksum, null);
    }

    private CommandHeader header(long dispatch, Checksum checksum, @Nullable Throttle throttle) {
        return new CommandHeader(
                Protocol.VERSION,
                UUID.randomUUID(),
                id,
                step.id(),
                step.target(),
                null,
                new DispatchNumber(dispatch),
                checksum,
                plan,
                lease,
                STARTED_AT,
                null,
                throttle);
    }
}
