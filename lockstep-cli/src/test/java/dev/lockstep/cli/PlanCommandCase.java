package dev.lockstep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of a command that sends a plan to a coordinator and follows what becomes of it. */
abstract class PlanCommandCase {
    @TempDir
    private Path folder;

    private final FakeCoordinator coordinator;
    private Path plan = Path.of("");

    PlanCommandCase() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @BeforeEach
    void writePlan() throws IOException {
        plan = Files.writeString(folder.resolve("plan.yaml"), "apiVersion: lockstep.dev/v1\n");
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    FakeCoordinator coordinator() {
        return coordinator;
    }

    /** Runs the command with the plan. */
    CommandRun run(String command) {
        return CommandRun.of(command, "--url=" + coordinator.url(), plan.toString());
    }
}
