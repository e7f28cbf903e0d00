package dev.lockstep.cli;

import dev.lockstep.cli.api.MigrationView;

/** What scripts are told. */
final class ExitCodes {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int ROLLED_BACK = 2;
    static final int NEEDS_OPERATOR = 3;

    private ExitCodes() {}

    static int of(MigrationView settled) {
        return switch (settled.state()) {
            case "COMPLETED" -> DONE;
            case "ROLLED_BACK" -> ROLLED_BACK;
            case "NEEDS_OPERATOR" -> NEEDS_OPERATOR;
            default -> FAILED;
        };
    }
}
