package dev.lockstep.postgres.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param number the number of the column in the catalog; a renamed column keeps it
 * @param name the name, quoted if necessary
 * @param type the type, with its collation if that is not the one of the type
 * @param generation the expression of a generated column, which has no values in the backup
 * @param inherited whether the column belongs to a parent table
 */
record TableColumn(
        @JsonProperty(required = true) int number,
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) String type,
        @Nullable String generation,
        @JsonProperty(required = true) boolean inherited) {
    boolean isGenerated() {
        return generation != null;
    }

    /** Whether the other column can have the same values in the same way. */
    boolean isSameAs(TableColumn other) {
        return name.equals(other.name) && type.equals(other.type) && Objects.equals(generation, other.generation);
    }
}
