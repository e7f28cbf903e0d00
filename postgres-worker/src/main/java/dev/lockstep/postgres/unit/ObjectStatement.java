package dev.lockstep.postgres.unit;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A statement about one object, as it was when the statement was written. */
public record ObjectStatement(Purpose purpose, String sql) {
    /** What a statement is for. */
    public enum Purpose {
        /** Creates the object, which does not exist. */
        @JsonProperty("create")
        CREATE,
        /** Removes from the existing object what {@link #ALIGN} of another definition does not overwrite. */
        @JsonProperty("reset")
        RESET,
        /** Gives the existing object the properties of this definition. */
        @JsonProperty("align")
        ALIGN,
        @JsonProperty("drop")
        DROP
    }
}
