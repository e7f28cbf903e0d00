package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Renames keys: replaces the prefix {@code from} with the prefix {@code to}. */
public record KeyRename(@JsonProperty(required = true) String from, @JsonProperty(required = true) String to) {
    public KeyRename {
        if (from.equals(to)) {
            throw InvalidValue.in(
                    "from",
                    "key.from and key.to are both \"%s\"; they must differ".formatted(from),
                    "remove key to change the values in place");
        }
        if (from.isEmpty()) {
            throw InvalidValue.in("from", "key.from is empty", "write the prefix that key.to replaces");
        }
    }

    /** The destination key of a source key that starts with {@code from}. */
    public String destinationOf(String source) {
        return to + source.substring(from.length());
    }
}
