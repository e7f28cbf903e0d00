package dev.lockstep.coordinator.fleet;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which completed migrations of a fleet are rolled back. */
enum RollbackScope {
    /** Those of the wave that has run last. */
    WAVE,
    ALL;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
