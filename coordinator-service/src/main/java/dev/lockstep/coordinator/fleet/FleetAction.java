package dev.lockstep.coordinator.fleet;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.lockstep.coordinator.access.Permission;
import java.util.Locale;

/** Something that an operator can do about a fleet. */
enum FleetAction {
    CONTINUE(Permission.SUBMIT),
    STOP(Permission.CANCEL),
    ROLLBACK(Permission.ROLL_BACK);

    private final Permission permission;

    FleetAction(Permission permission) {
        this.permission = permission;
    }

    /** What a caller needs on all members. */
    Permission permission() {
        return permission;
    }

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
