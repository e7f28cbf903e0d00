package dev.lockstep.coordinator.downgrade;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Something that an operator can do about a downgrade. */
enum DowngradeAction {
    RESUME,
    CANCEL;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
