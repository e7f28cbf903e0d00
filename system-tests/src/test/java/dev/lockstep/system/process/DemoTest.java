package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the demo command with free ports. */
class DemoTest {
    @Nested
    class The_demo {
        @Test
        void completes_two_plans_and_rolls_back_two_while_the_application_answers(@TempDir Path directory)
                throws IOException {
            Path log = directory.resolve("demo.log");
            int exitCode = ChildProcess.run(new ProcessSpec(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dlockstep.project=" + LockstepSystem.PROJECT,
                            "-jar",
                            LockstepSystem.PROJECT
                                    .resolve("lockstep-cli/target/lockstep-cli.jar")
                                    .toString(),
                            "demo",
                            "--once",
                            "--ports",
                            "free",
                            "--directory",
                            directory.resolve("stack").toString()),
                    Map.of(),
                    directory,
                    log,
                    ProcessLifetime.WITH_PARENT));
            assertThat(Files.readString(log))
                    .contains("Migration exercise-difficulty-level is COMPLETED")
                    .contains("Migration weekly-goals is ROLLED_BACK")
                    .contains("Migration exercise-difficulty-complete is COMPLETED")
                    .contains("Migration difficulty-in-percent is ROLLED_BACK")
                    .containsPattern("difficulty_level is 50, expected 1 to 10")
                    .containsPattern("answered ([0-9,]+) of \\1 requests")
                    .contains("Demo succeeded")
                    .doesNotContain("DIFFERENT")
                    .doesNotContainPattern("lockstep_[A-Za-z0-9_-]{43}");
            assertThat(exitCode).isZero();
        }
    }
}
