package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Renames keys: replaces the prefix {@code from} with the prefix {@code to}. */
public record KeyRename(@JsonProperty(required = true) String from, @JsonProperty(required = true) String to) {
    public KeyRename {
        if (from.equals(to)) {
            throw InvalidValue.in(
                    "from",
                    "operation.key.from and operation.key.to are both \"%s\"".formatted(from),
                    "write another prefix in to, or remove key to change values in place");
        }
        if (from.isEmpty()) {
            throw InvalidValue.in(
                    "from", "operation.key.from is empty", "write the prefix to replace, such as from: \"user:\"");
        }
    }

    /** The destination key of a source key that starts with {@code from}. */
    public String destinationOf(String source) {
        return to + source.substring(from.length());
    }
}
