package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/** A worker's answer to one dispatch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Report {
    ReportHeader header();

    /** The worker has started the dispatch. This report renews the lease. */
    @JsonTypeName("accepted")
    record Accepted(@JsonProperty(required = true) ReportHeader header) implements Report {}

    /** The dispatch is still running. This report renews the lease. */
    @JsonTypeName("heartbeat")
    record Heartbeat(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) Progress progress)
            implements Report {}

    /** A preflight, an apply with its checks, a finish, an erasure or a purge has succeeded, or checks alone have run. */
    @JsonTypeName("succeeded")
    record Succeeded(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) StepResult result)
            implements Report {}

    /** The step is compensated, or it never ran. */
    @JsonTypeName("compensated")
    record Compensated(
            @JsonProperty(required = true) ReportHeader header,
            @JsonProperty(required = true) CompensationResult result)
            implements Report {}

    /**
     * A dry run has ended. Steps that would fail are among its outcomes.
     *
     * @param steps the outcome of each step, in the order of the command
     */
    @JsonTypeName("dry-run")
    record DryRun(
            @JsonProperty(required = true) ReportHeader header,
            @JsonProperty(required = true) List<DryRunOutcome> steps)
            implements Report {
        public DryRun {
            steps = List.copyOf(steps);
        }
    }

    /** A rehearsal has passed. */
    @JsonTypeName("rehearsed")
    record Rehearsed(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) RehearsalResult result)
            implements Report {}

    /** A backup is complete and can be restored. */
    @JsonTypeName("backed-up")
    record BackedUp(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) BackupResult result)
            implements Report {}

    /** A restore, or its dry run, has ended. */
    @JsonTypeName("restored")
    record Restored(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) RestoreResult result)
            implements Report {}

    /**
     * The dispatch has stopped before its end, because its worker is ending or the migration is paused. Another dispatch
     * continues where it stopped; a PostgreSQL script starts again.
     */
    @JsonTypeName("stopped")
    record Stopped(@JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) Progress progress)
            implements Report {}

    /** The dispatch failed. */
    @JsonTypeName("failed")
    record Failed(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) StepFailure failure)
            implements Report {}

    /**
     * The dispatch changed nothing, because its number is below the fence of its target.
     *
     * @param fence the highest dispatch number that the target has accepted
     */
    @JsonTypeName("stale")
    record Stale(
            @JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) DispatchNumber fence)
            implements Report {}

    /** The worker cannot run this command on this target, and a retry does not help. */
    @JsonTypeName("rejected")
    record Rejected(@JsonProperty(required = true) ReportHeader header, @JsonProperty(required = true) String reason)
            implements Report {}
}
