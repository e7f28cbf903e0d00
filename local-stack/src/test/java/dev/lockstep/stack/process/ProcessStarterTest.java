package dev.lockstep.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessStarterTest {
    /** Writes the environment of a process that it starts. */
    static final class PrintedEnvironment {
        private PrintedEnvironment() {}

        public static void main(String[] args) {
            Path directory = Path.of(args[0]);
            System.exit(ChildProcess.run(new ProcessSpec(
                    List.of("/usr/bin/env"),
                    Map.of("LOCKSTEP_LEASE", "4s"),
                    directory,
                    directory.resolve("log"),
                    ProcessLifetime.WITH_PARENT)));
        }
    }

    @Nested
    class A_process {
        @Test
        void inherits_the_environment_of_the_command_without_its_token(@TempDir Path directory)
                throws IOException, InterruptedException {
            ProcessBuilder command = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    PrintedEnvironment.class.getName(),
                    directory.toString());
            command.environment().putAll(Map.of("LOCKSTEP_TOKEN", "lockstep_secret", "OTHER", "inherited"));
            int exitCode = command.inheritIO().start().waitFor();
            assertThat(exitCode).isZero();
            assertThat(Files.readAllLines(directory.resolve("log")))
                    .contains("OTHER=inherited", "LOCKSTEP_LEASE=4s")
                    .noneMatch(line -> line.contains("LOCKSTEP_TOKEN") || line.contains("lockstep_secret"));
        }
    }
}
