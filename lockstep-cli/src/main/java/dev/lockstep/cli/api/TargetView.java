package dev.lockstep.cli.api;

import org.jspecify.annotations.Nullable;

/** A target in the coordinator's API. */
public record TargetView(String name, String state, @Nullable String reason) {

    public boolean isReady() {
        return state.equals("READY");
    }

    @Override
    public String toString() {
        return name + " is " + state + (reason == null ? "" : ": " + reason);
    }
}
