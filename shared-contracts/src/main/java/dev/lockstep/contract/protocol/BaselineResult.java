package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a baseline has marked as applied, or would mark.
 *
 * @param dryRun whether nothing was written
 * @param written whether rows were written, or would be; false if the schema history has exactly these rows already
 * @param source the tool whose history was read; absent if none was
 * @param table the qualified name of the schema history
 * @param version the highest version that is marked
 * @param marked number of versions that are marked
 * @param versions the first {@link #SAMPLE_SIZE} of them
 * @param notes what a reader must know, such as rows of the other tool that are left out
 */
public record BaselineResult(
        @JsonProperty(required = true) boolean dryRun,
        @JsonProperty(required = true) boolean written,
        @Nullable BaselineSource source,
        @JsonProperty(required = true) String table,
        @JsonProperty(required = true) String version,
        @JsonProperty(required = true) long marked,
        @JsonProperty(required = true) List<MarkedVersion> versions,
        @JsonProperty(required = true) List<String> notes) {
    /** Maximum number of listed versions. */
    public static final int SAMPLE_SIZE = 200;

    public BaselineResult {
        versions = List.copyOf(versions);
        notes = List.copyOf(notes);
    }

    /**
     * A version that is marked.
     *
     * @param type BASELINE for a version up to which everything counts as applied, SQL for a single version
     */
    public record MarkedVersion(
            @JsonProperty(required = true) String version,
            @JsonProperty(required = true) String description,
            @JsonProperty(required = true) String type) {}
}
