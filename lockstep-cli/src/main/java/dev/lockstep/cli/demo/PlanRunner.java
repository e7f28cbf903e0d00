package dev.lockstep.cli.demo;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.follow.MigrationFollower;
import dev.lockstep.cli.follow.OutputKind;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** Runs plans of the directory {@code examples} to their outcome. */
final class PlanRunner {

    private final CoordinatorClient coordinator;
    private final Path examples;
    private final PrintStream out;

    PlanRunner(CoordinatorClient coordinator, Path examples, PrintStream out) {
        this.coordinator = coordinator;
        this.examples = examples;
        this.out = out;
    }

    MigrationView run(String example) {
        return follow(coordinator.submit(new PlanFile(examples.resolve(example))));
    }

    MigrationView rollBack(MigrationView migration) {
        return follow(coordinator.act(
                coordinator.migration(migration.id()), "rollback", Map.of("reason", "the demo runs it again")));
    }

    private MigrationView follow(MigrationView started) {
        return MigrationFollower.on(coordinator, out, OutputKind.ofThisProcess())
                .awaitOutcome(started);
    }
}
