package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What an uninstallation has removed from a target, or would remove.
 *
 * @param dryRun whether nothing was removed
 * @param removed what Lockstep had in the target
 * @param notes what stays, and what a reader must know
 */
public record UninstallResult(
        @JsonProperty(required = true) boolean dryRun,
        @JsonProperty(required = true) List<Item> removed,
        @JsonProperty(required = true) List<String> notes) {
    public UninstallResult {
        removed = List.copyOf(removed);
        notes = List.copyOf(notes);
    }

    /**
     * Something of Lockstep in a target.
     *
     * @param kind what it is, in the words of the store: table, collection, keys
     * @param name the name of the table or collection, or the pattern of the keys
     * @param units the number of rows, documents or keys
     */
    public record Item(
            @JsonProperty(required = true) String kind,
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) long units) {}
}
