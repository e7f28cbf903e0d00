package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many units of a target have which version.
 *
 * @param complete whether every unit was counted, except that values of keys are always a sample; otherwise {@code notes}
 *     gives the reason
 * @param groups up to {@link #MAX_GROUPS} collections or prefixes of keys, by name; none for PostgreSQL
 * @param history the state of the schema history; PostgreSQL only, absent if there is no history
 * @param notes what a reader must know, such as limits that were reached
 */
public record SchemaVersionsResult(
        @JsonProperty(required = true) boolean complete,
        @JsonProperty(required = true) long milliseconds,
        @JsonProperty(required = true) List<Group> groups,
        @Nullable History history,
        @JsonProperty(required = true) List<String> notes) {
    /** Maximum number of groups. */
    public static final int MAX_GROUPS = 200;
    /** Maximum number of versions in a group. */
    public static final int MAX_VERSIONS = 50;

    public SchemaVersionsResult {
        groups = List.copyOf(groups);
        notes = List.copyOf(notes);
    }

    /** Where the version of a unit was read. */
    public enum VersionSource {
        /** The field {@code schemaVersion} of a document. */
        @JsonProperty("field")
        FIELD,
        /** The end of the prefix of a key, such as {@code v2} in {@code user_state_v2:7}. */
        @JsonProperty("key")
        KEY,
        /** The member {@code /schemaVersion} of a string value that is JSON. Up to 100 values of each prefix are read. */
        @JsonProperty("value")
        VALUE
    }

    /**
     * The units of a collection, or the keys with one prefix.
     *
     * @param name the collection, or the prefix of the keys without its version
     * @param whole whether every unit of the group was counted; otherwise the counts are of a part
     * @param versions up to {@link #MAX_VERSIONS}, the most frequent first
     */
    public record Group(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) VersionSource source,
            @JsonProperty(required = true) boolean whole,
            @JsonProperty(required = true) long units,
            @JsonProperty(required = true) List<VersionCount> versions) {
        public Group {
            versions = List.copyOf(versions);
        }
    }

    /**
     * The number of units of one version.
     *
     * @param version absent for units without a version; a text in a document or value is in quotes
     */
    public record VersionCount(@Nullable String version, @JsonProperty(required = true) long units) {}

    /**
     * The state of a schema history.
     *
     * @param table the qualified name of the history table
     * @param current the applied version with the highest rank; absent if none is applied
     * @param highest the highest applied version; absent if none is applied
     * @param applied number of applied versions, without compensated ones
     * @param failed number of versions that the history has as failed
     */
    public record History(
            @JsonProperty(required = true) String table,
            @Nullable HistoryVersion current,
            @Nullable String highest,
            @JsonProperty(required = true) long applied,
            @JsonProperty(required = true) long failed) {}

    /**
     * A version in a schema history.
     *
     * @param type what the history says about the row, such as SQL or BASELINE
     */
    public record HistoryVersion(
            @JsonProperty(required = true) String version,
            @JsonProperty(required = true) int installedRank,
            @JsonProperty(required = true) String description,
            @JsonProperty(required = true) String type) {}
}
