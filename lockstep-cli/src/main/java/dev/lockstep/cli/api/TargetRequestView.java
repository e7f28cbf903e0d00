package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request about a target in the coordinator's API.
 *
 * @param baseline the answer to a request for a baseline
 * @param reidentify the answer to a request for a new identity
 * @param schemaObjects the number of definitions that were read
 * @param schemaDifference the answer to a request for the difference to a schema
 * @param schemaVersions the answer to a request for schema versions
 * @param uninstall the answer to a request to remove Lockstep
 * @param finding the last failure
 */
public record TargetRequestView(
        String target,
        int number,
        String state,
        @Nullable Baseline baseline,
        @Nullable Reidentify reidentify,
        @Nullable Integer schemaObjects,
        @Nullable SchemaDifferenceResult schemaDifference,
        @Nullable SchemaVersions schemaVersions,
        @Nullable Uninstall uninstall,
        @Nullable String finding) {

    /** The identity of a database before and after it was replaced. */
    public record Reidentify(String before, String after) {}

    /** What was removed from a target, or would be. */
    public record Uninstall(boolean dryRun, List<Item> removed, List<String> notes) {}

    /** Something of Lockstep in a target: tables, collections or keys, and the number of rows, documents or keys. */
    public record Item(String kind, String name, long units) {}

    /**
     * Versions that are marked as applied, or would be.
     *
     * @param written whether rows were written, or would be
     * @param source the tool whose history was read
     * @param version the highest of them
     */
    public record Baseline(
            boolean dryRun,
            boolean written,
            @Nullable String source,
            String table,
            String version,
            long marked,
            List<MarkedVersion> versions,
            List<String> notes) {}

    /** A version that is marked, or would be. */
    public record MarkedVersion(String version, String description, String type) {}

    /**
     * A count of schema versions.
     *
     * @param complete whether every unit was counted
     * @param history the state of the schema history; PostgreSQL only
     */
    public record SchemaVersions(boolean complete, List<Group> groups, @Nullable History history, List<String> notes) {}

    /**
     * A collection, or the keys with one prefix.
     *
     * @param source where the versions were read: {@code field}, {@code key} or {@code value}
     * @param whole whether every unit of the group was counted
     */
    public record Group(String name, String source, boolean whole, long units, List<VersionCount> versions) {}

    /** The number of units of one version; the version is absent for units without one. */
    public record VersionCount(@Nullable String version, long units) {}

    /**
     * The state of a schema history.
     *
     * @param current the version that was applied last
     * @param highest the highest applied version
     */
    public record History(
            String table, @Nullable HistoryVersion current, @Nullable String highest, long applied, long failed) {}

    /** A version in a schema history. */
    public record HistoryVersion(String version, int installedRank, String description, String type) {}

    /** Whether a worker has answered. */
    public boolean isAnswered() {
        return state.equals("ANSWERED");
    }

    /** Whether a worker has answered, or no further attempt is made. */
    public boolean isEnded() {
        return !state.equals("REQUESTED");
    }
}
