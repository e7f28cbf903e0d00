package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.follow.MigrationFollower;
import dev.lockstep.cli.follow.OutcomeSummary;
import dev.lockstep.cli.follow.OutputKind;

/** What a command waits for after the coordinator has accepted its request. */
enum WaitFor {
    NOTHING,
    OUTCOME;

    /** Prints the state of the migration, or follows it to its outcome. Returns the exit code. */
    int finish(CoordinatorClient coordinator, MigrationView accepted) {
        return switch (this) {
            case NOTHING -> {
                System.out.println(OutcomeSummary.headline(accepted) + " (id " + accepted.id() + ")");
                yield ExitCodes.SUCCESS;
            }
            case OUTCOME ->
                ExitCodes.of(MigrationFollower.on(coordinator, System.out, OutputKind.ofThisProcess())
                        .awaitOutcome(accepted));
        };
    }
}
