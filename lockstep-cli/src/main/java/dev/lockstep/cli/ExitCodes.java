package dev.lockstep.cli;

import dev.lockstep.cli.api.MigrationView;

/** Exit codes of all commands. Scripts depend on them. */
final class ExitCodes {

    static final int SUCCESS = 0;
    static final int FAILED = 1;
    static final int ROLLED_BACK = 2;
    static final int NEEDS_OPERATOR = 3;
    static final int DRIFT_FOUND = 3;

    private ExitCodes() {}

    static int of(MigrationView migration) {
        return switch (migration.state()) {
            case "COMPLETED", "REHEARSAL_COMPLETED" -> SUCCESS;
            case "DRY_RUN_COMPLETED" -> migration.hasUntriedSteps() ? FAILED : SUCCESS;
            case "ROLLED_BACK" -> ROLLED_BACK;
            case "NEEDS_OPERATOR" -> NEEDS_OPERATOR;
            default -> FAILED;
        };
    }
}
