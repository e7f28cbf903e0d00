package dev.lockstep.worker;

import org.jspecify.annotations.Nullable;

/** User name and password of a target; absent if the URL has them, or if the store needs none. */
public record Credentials(@Nullable String username, @Nullable String password) {
    /** Contains neither of them. */
    @Override
    public String toString() {
        return "credentials";
    }
}
