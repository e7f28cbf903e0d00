package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that give the objects of a target the definitions that are wanted, and statements that undo them. Both were
 * tried on the target in a transaction that was rolled back: after {@code up} every definition was as wanted, except for
 * what is in {@code kept}, and after {@code down} every definition was as before.
 *
 * @param changed number of objects that {@code up} changes; zero if nothing is to be done
 * @param up none if nothing is to be done
 * @param down the statements that undo {@code up}, in their order
 * @param kept what the wanted definitions do not have, and {@code up} leaves as it is, because its data would be lost
 * @param notes what a reader must know, such as columns in another order
 */
public record SchemaDifferenceResult(
        @JsonProperty(required = true) int changed,
        @JsonProperty(required = true) List<Statement> up,
        @JsonProperty(required = true) List<Statement> down,
        @JsonProperty(required = true) List<KeptObject> kept,
        @JsonProperty(required = true) List<String> notes) {
    /** Maximum length of all statements together. */
    public static final int MAX_LENGTH = 400_000;
    /** Maximum number of objects in {@link #kept}, and of {@link #notes}. */
    public static final int MAX_ENTRIES = 200;

    public SchemaDifferenceResult {
        up = List.copyOf(up);
        down = List.copyOf(down);
        kept = List.copyOf(kept);
        notes = List.copyOf(notes);
    }

    /**
     * A statement, without a semicolon at its end.
     *
     * @param note what the statement does to data; absent if it does nothing to them
     */
    public record Statement(@JsonProperty(required = true) String sql, @Nullable String note) {}

    /**
     * An object that is not wanted and not dropped.
     *
     * @param object its kind and qualified name
     * @param reason why it is not dropped
     * @param drop the statement that would drop it; absent if the object is dropped with another one
     */
    public record KeptObject(
            @JsonProperty(required = true) String object,
            @JsonProperty(required = true) String reason,
            @Nullable String drop) {}
}
