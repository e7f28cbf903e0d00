package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One numbered request of the coordinator to the worker of one target. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Command {
    CommandHeader header();

    Step step();

    /** All steps that the command is about, in the order in which they would be applied. */
    default List<Step> steps() {
        return List.of(step());
    }

    /** The checksum of what the coordinator validated; the header repeats it. */
    default Checksum checksum() {
        return Checksum.of(step());
    }

    /** A command about all steps of one target. Its own step is the first of them. */
    sealed interface TargetCommand extends Command {
        /** The later steps of the plan on the same target, in the order in which they would be applied. */
        List<Step> following();

        @Override
        default List<Step> steps() {
            return Stream.concat(Stream.of(step()), following().stream()).toList();
        }

        @Override
        default Checksum checksum() {
            return Checksum.of(steps());
        }
    }

    /** A command that a target refuses if it has lost the dispatch that it has reported last. */
    sealed interface FollowingCommand extends Command {
        /** The last dispatch that the target has reported; absent if none is known, or from older coordinators. */
        @Nullable AcceptedDispatch last();

        FollowingCommand withLast(@Nullable AcceptedDispatch dispatch);
    }

    /** Checks whether the step can be applied. It changes nothing and does not raise the fence. */
    @JsonTypeName("preflight")
    record Preflight(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @Nullable AcceptedDispatch last)
            implements FollowingCommand {
        public Preflight(CommandHeader header, Step step) {
            this(header, step, null);
        }

        @Override
        public Preflight withLast(@Nullable AcceptedDispatch dispatch) {
            return new Preflight(header, step, dispatch);
        }
    }

    /** Applies and verifies the step. */
    @JsonTypeName("apply")
    record Apply(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @Nullable AcceptedDispatch last)
            implements FollowingCommand {
        public Apply(CommandHeader header, Step step) {
            this(header, step, null);
        }

        @Override
        public Apply withLast(@Nullable AcceptedDispatch dispatch) {
            return new Apply(header, step, dispatch);
        }
    }

    /**
     * Compensates the step, whether it was applied completely, in part or not at all.
     *
     * @param knownEffect the step's effect as reported to the coordinator; the worker uses it to detect a lost journal
     */
    @JsonTypeName("compensate")
    record Compensate(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) @JsonAlias("known") KnownEffect knownEffect,
            @Nullable AcceptedDispatch last)
            implements FollowingCommand {
        public Compensate(CommandHeader header, Step step, KnownEffect knownEffect) {
            this(header, step, knownEffect, null);
        }

        @Override
        public Compensate withLast(@Nullable AcceptedDispatch dispatch) {
            return new Compensate(header, step, knownEffect, dispatch);
        }
    }

    /** Runs the part of the step that is allowed only after every step is applied and verified. */
    @JsonTypeName("finish")
    record Finish(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /**
     * Finds out what steps of one target would change. It leaves no lasting change and does not raise the fence.
     *
     * @param step the first of the steps
     * @param following the later steps of the plan on the same target, in the order in which they would be applied
     */
    @JsonTypeName("dry-run")
    record DryRun(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) List<Step> following)
            implements TargetCommand {
        public DryRun {
            following = List.copyOf(following);
        }
    }

    /**
     * Rehearses steps of one target on a scratch copy of it. It changes nothing in the target and does not raise the
     * fence.
     *
     * @param step the first of the steps
     * @param following the later steps of the plan on the same target, in the order in which they would be applied
     * @param sample number of units of each table, collection or key pattern that are copied at most, at least 1;
     *     absent if all units are copied
     */
    @JsonTypeName("rehearse")
    record Rehearse(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) List<Step> following,
            @Nullable Integer sample)
            implements TargetCommand {
        public Rehearse {
            following = List.copyOf(following);
            if (sample != null && sample < 1) {
                throw new IllegalArgumentException("sample is %d; at least 1 is expected".formatted(sample));
            }
        }
    }

    /**
     * Runs the checks of the step, and nothing else of it. It changes nothing and does not raise the fence. The report
     * has the result of every check, whether it is met or not.
     *
     * @param step a step on the target whose checks are replaced by those to run
     */
    @JsonTypeName("check")
    record Check(@JsonProperty(required = true) CommandHeader header, @JsonProperty(required = true) Step step)
            implements Command {}

    /**
     * Removes the stored values of one unit from the step's journal, so that the step can no longer be undone for this
     * unit. It does not raise the fence. A worker reports how many units it erased; none if the journal has no such
     * unit.
     *
     * @param unit the unit as conflicts name it: a key, or the {@code _id} of a document
     */
    @JsonTypeName("erase")
    record Erase(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) String unit)
            implements Command {}

    /**
     * Backs up what steps of one target touch, in the storage of the worker. It changes nothing in the target and does
     * not raise the fence. A backup of the migration that is already complete is reported again.
     *
     * @param step the first of the steps
     * @param following the later steps of the plan on the same target, in the order in which they would be applied
     * @param planName name of the plan, for people who look at the storage
     * @param keep time after which the worker may delete the backup; {@link #MIN_KEEP} to {@link #MAX_KEEP}
     */
    @JsonTypeName("backup")
    record Backup(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) List<Step> following,
            @JsonProperty(required = true) PlanName planName,
            @JsonProperty(required = true) Duration keep)
            implements TargetCommand {
        public static final Duration MIN_KEEP = Duration.ofMinutes(1);
        public static final Duration MAX_KEEP = Duration.ofDays(3650);

        public Backup {
            following = List.copyOf(following);
            if (keep.compareTo(MIN_KEEP) < 0 || keep.compareTo(MAX_KEEP) > 0) {
                throw new IllegalArgumentException(
                        "keep is %s; %s to %s is expected".formatted(keep, MIN_KEEP, MAX_KEEP));
            }
        }
    }

    /**
     * Puts the units of a backup back. It does not raise the fence and leaves the journal as it is.
     *
     * @param step the first step of the backed-up plan on this target
     * @param backup the migration whose backup it is
     * @param digest the digest that the worker reported for the backup; absent if the coordinator does not know it,
     *     then the newest complete backup of the migration is restored
     * @param dryRun whether the worker only finds out what it would change
     */
    @JsonTypeName("restore")
    record Restore(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @JsonProperty(required = true) MigrationId backup,
            @Nullable Digest digest,
            @JsonProperty(required = true) boolean dryRun)
            implements Command {}

    /**
     * Removes the step's journal in batches, after which the step can no longer be undone. A worker reports how many
     * rows it removed, and their size as the count {@code bytes}. The number of the command does not raise the fence.
     *
     * @param fence the highest dispatch number of the migration on this target; a lower fence is raised to it, so that a
     *     command of the migration that arrives later is stale. Absent if the fence is left as it is
     */
    @JsonTypeName("purge")
    record Purge(
            @JsonProperty(required = true) CommandHeader header,
            @JsonProperty(required = true) Step step,
            @Nullable DispatchNumber fence)
            implements Command {}

    /** The effect of a step according to the reports that the coordinator received. */
    enum KnownEffect {
        /** The step was reported applied. If its journal is missing, the step cannot be undone. */
        @JsonProperty("applied")
        APPLIED,
        /** No result was reported. If the step's journal is missing, the step never started. */
        @JsonProperty("unknown")
        UNKNOWN
    }
}
