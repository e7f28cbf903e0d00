package dev.lockstep.coordinator.fleet;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Something that an operator can do about a fleet. */
enum FleetAction {
    CONTINUE,
    STOP,
    ROLLBACK;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
