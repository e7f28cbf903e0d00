package dev.lockstep.coordinator.http;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;

/** A position in a posted text; line and column count from 1. */
public record Position(int line, int column) {
    public static final Position START = new Position(1, 1);

    /** The position that Jackson reports, or the start of the text if it reports none. */
    public static Position of(@Nullable TokenStreamLocation location) {
        return location == null
                ? START
                : new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
