package dev.lockstep.coordinator.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The roles, and the only table of what each role may do. {@code docs/access.md} is generated from it. */
public enum Role {
    VIEWER,
    SUBMITTER,
    APPROVER,
    OPERATOR,
    ADMIN,
    METRICS;

    /** What a caller with this role may do. */
    public Set<Permission> permissions() {
        return switch (this) {
            case VIEWER -> EnumSet.of(Permission.VIEW);
            case SUBMITTER ->
                EnumSet.of(
                        Permission.VIEW, Permission.VALIDATE, Permission.SUBMIT, Permission.CANCEL, Permission.INSPECT);
            case APPROVER ->
                EnumSet.of(Permission.VIEW, Permission.VALIDATE, Permission.APPROVE, Permission.BREAK_FREEZE);
            case OPERATOR ->
                EnumSet.of(
                        Permission.VIEW,
                        Permission.VALIDATE,
                        Permission.CONTRACT,
                        Permission.CANCEL,
                        Permission.ROLL_BACK,
                        Permission.RESOLVE,
                        Permission.INSPECT,
                        Permission.ACKNOWLEDGE_DRIFT,
                        Permission.FREEZE);
            case ADMIN -> EnumSet.allOf(Permission.class);
            case METRICS -> EnumSet.of(Permission.READ_METRICS);
        };
    }

    public boolean permits(Permission permission) {
        return permissions().contains(permission);
    }

    /** The name in grants, such as {@code operator}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> byLabel(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst();
    }
}
