package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The prefix that a source key has and the prefix that its destination gets instead. */
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

    /** The destination of a source key, which begins with {@code from}. */
    public String destinationOf(String source) {
        return to + source.substring(from.length());
    }
}
