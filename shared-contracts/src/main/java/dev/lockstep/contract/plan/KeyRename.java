package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The prefix that a source key has and the prefix that its destination gets instead. */
public record KeyRename(@JsonProperty(required = true) String from, @JsonProperty(required = true) String to) {
    public KeyRename {
        if (from.equals(to)) {
            throw new IllegalArgumentException(
                    "key.from and key.to are both %s: leave key out to change in place".formatted(from));
        }
        if (from.isEmpty()) {
            throw new IllegalArgumentException("key.from is empty: a prefix to replace is needed");
        }
    }

    /** The destination of a source key, which begins with {@code from}. */
    public String destinationOf(String source) {
        return to + source.substring(from.length());
    }
}
