package dev.lockstep.system.deploy;

import static dev.lockstep.system.deploy.DeployFiles.PROJECT;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program of the machine that judges a file; where it is missing, the test is skipped and says so. */
final class Tool {
    private final List<String> command;

    private Tool(List<String> command) {
        this.command = command;
    }

    static Tool promtool() {
        assumeTrue(isOnPath("promtool"), "needs promtool on the PATH (Debian: prometheus)");
        return new Tool(List.of("promtool"));
    }

    static Tool compose() {
        Tool compose = new Tool(isOnPath("docker-compose") ? List.of("docker-compose") : List.of("docker", "compose"));
        // A docker without its compose plugin is a docker all the same.
        assumeTrue(compose.answers(), "needs docker-compose or docker compose on the PATH (Debian: docker-compose)");
        return compose;
    }

    private boolean answers() {
        return isOnPath(command.getFirst()) && judges(PROJECT, "version").exit() == 0;
    }

    Verdict judges(Path folder, String... arguments) {
        try {
            Process process = new ProcessBuilder(Stream.concat(command.stream(), Stream.of(arguments))
                            .toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Verdict(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    record Verdict(int exit, String said) {}
}
