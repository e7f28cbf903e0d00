package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.StepId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of the coordinator to the worker of one target that is not about a step of a plan. It is sent on the command
 * topic of the target. It does not raise the fence. The coordinator sends a request only to a worker whose
 * {@link TargetRegistration#requests} has its type.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface TargetRequest {
    /** Every type of request begins with this, and no type of {@link Command} does. */
    String TYPE_PREFIX = "target.";

    TargetRequestHeader header();

    /** The type of this request, as in messages and registrations. */
    default String type() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /**
     * Compares the target with what the migrations on it have left. It changes nothing. Fails if the target accepts a
     * dispatch meanwhile, because its steps are changing then.
     *
     * @param expectedIdentity the database that has reported last, or to which the newest of these migrations is bound;
     *     absent if there is none
     * @param minFence a number that the target has accepted; zero if there is none
     * @param steps the steps of the newest migrations on the target that are applied, the oldest first; at most
     *     {@link #MAX_STEPS}
     */
    @JsonTypeName(Drift.TYPE)
    record Drift(
            @JsonProperty(required = true) TargetRequestHeader header,
            @Nullable TargetIdentity expectedIdentity,
            @JsonProperty(required = true) DispatchNumber minFence,
            @JsonProperty(required = true) List<ExpectedStep> steps)
            implements TargetRequest {
        public static final String TYPE = TYPE_PREFIX + "drift";
        public static final int MAX_STEPS = 500;

        public Drift {
            steps = List.copyOf(steps);
        }
    }

    /**
     * A step that is applied.
     *
     * @param checksum checksum of the step
     * @param certain whether it is known to be applied completely; false for a step that an operator has left as it is
     */
    record ExpectedStep(
            @JsonProperty(required = true) MigrationId migration,
            @JsonProperty(required = true) StepId step,
            @JsonProperty(required = true) Checksum checksum,
            @JsonProperty(required = true) boolean certain) {
        @Override
        public String toString() {
            return "step %s of migration %s".formatted(step, migration);
        }
    }

    /**
     * Reads the definitions of all objects of the target that a script may change, without those of Lockstep itself. It
     * changes nothing.
     */
    @JsonTypeName(Schema.TYPE)
    record Schema(@JsonProperty(required = true) TargetRequestHeader header) implements TargetRequest {
        public static final String TYPE = TYPE_PREFIX + "schema";
    }

    /**
     * Finds the statements that give the objects of the target these definitions, and tries them in a transaction that is
     * rolled back. Fails if the result would not be exact.
     *
     * @param wanted the definitions of all objects after the statements
     * @param withDrops whether tables, columns and sequences that are not wanted are dropped, although their data are lost
     * @param withoutPrivileges whether owners and privileges are left as they are
     */
    @JsonTypeName(SchemaDifference.TYPE)
    record SchemaDifference(
            @JsonProperty(required = true) TargetRequestHeader header,
            @JsonProperty(required = true) PackedSchema wanted,
            @JsonProperty(required = true) boolean withDrops,
            @JsonProperty(required = true) boolean withoutPrivileges)
            implements TargetRequest {
        public static final String TYPE = TYPE_PREFIX + "schema-difference";
    }

    /**
     * Counts the units of each version: documents by their field {@code schemaVersion}, keys by the version in their
     * prefix, and the versions of the schema history. It changes nothing.
     *
     * @param timeLimit time after which the worker answers with what it has counted; {@link #MIN_TIME_LIMIT} to
     *     {@link #MAX_TIME_LIMIT}
     * @param sample number of units of each collection, or of the whole database in Redis, that are read at most, at
     *     least 1; absent if all are read
     * @param prefixSegments number of segments between colons that make the prefix of a key, 1 to
     *     {@link #MAX_PREFIX_SEGMENTS}
     */
    @JsonTypeName(SchemaVersions.TYPE)
    record SchemaVersions(
            @JsonProperty(required = true) TargetRequestHeader header,
            @JsonProperty(required = true) Duration timeLimit,
            @Nullable Long sample,
            @JsonProperty(required = true) int prefixSegments)
            implements TargetRequest {
        public static final String TYPE = TYPE_PREFIX + "schema-versions";
        public static final Duration MIN_TIME_LIMIT = Duration.ofSeconds(1);
        public static final Duration MAX_TIME_LIMIT = Duration.ofMinutes(10);
        public static final int MAX_PREFIX_SEGMENTS = 5;

        public SchemaVersions {
            if (timeLimit.compareTo(MIN_TIME_LIMIT) < 0 || timeLimit.compareTo(MAX_TIME_LIMIT) > 0) {
                throw new IllegalArgumentException(
                        "timeLimit is %s; %s to %s is expected".formatted(timeLimit, MIN_TIME_LIMIT, MAX_TIME_LIMIT));
            }
            if (sample != null && sample < 1) {
                throw new IllegalArgumentException("sample is %d; at least 1 is expected".formatted(sample));
            }
            if (prefixSegments < 1 || prefixSegments > MAX_PREFIX_SEGMENTS) {
                throw new IllegalArgumentException(
                        "prefixSegments is %d; 1 to %d is expected".formatted(prefixSegments, MAX_PREFIX_SEGMENTS));
            }
        }
    }

    /**
     * Marks versions as applied in the schema history, without running anything. The worker refuses it if the target has
     * accepted a dispatch with a higher number, and if the history has other versions.
     *
     * @param version the version up to which everything counts as applied; absent if the versions are those of
     *     {@code source}
     * @param source the tool whose history is read; absent without a version if the worker finds out which tool it is
     * @param dryRun whether the worker only finds out what it would mark
     */
    @JsonTypeName(Baseline.TYPE)
    record Baseline(
            @JsonProperty(required = true) TargetRequestHeader header,
            @Nullable String version,
            @Nullable BaselineSource source,
            @JsonProperty(required = true) boolean dryRun)
            implements TargetRequest {
        public static final String TYPE = TYPE_PREFIX + "baseline";
    }

    /**
     * Gives the database a new identity, because it is a copy of another one that has the same. The worker refuses it if
     * the target has accepted a dispatch with a higher number. A repeated request finds the new identity and changes
     * nothing.
     *
     * @param replacement the new identity
     */
    @JsonTypeName(Reidentify.TYPE)
    record Reidentify(
            @JsonProperty(required = true) TargetRequestHeader header,
            @JsonProperty(required = true) TargetIdentity replacement)
            implements TargetRequest {
        public static final String TYPE = TYPE_PREFIX + "reidentify";
    }

    /**
     * Removes everything of Lockstep from the target: the journal with the pre-images, the fence and the identity. No
     * step on it can be undone afterwards. The worker refuses it if the target has accepted a dispatch with a higher
     * number. From then on it takes no command for the target until it is started again.
     *
     * @param history whether the schema history is removed too; it stays otherwise, so that another tool can continue to
     *     use it
     * @param dryRun whether the worker only finds out what it would remove
     */
    @JsonTypeName(Uninstall.TYPE)
    record Uninstall(
            @JsonProperty(required = true) TargetRequestHeader header,
            @JsonProperty(required = true) boolean history,
            @JsonProperty(required = true) boolean dryRun)
            implements TargetRequest {
        public static final String TYPE = TYPE_PREFIX + "uninstall";
    }
}
