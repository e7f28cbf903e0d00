package dev.lockstep.system.deploy;

import static dev.lockstep.system.deploy.DeployFiles.PROJECT;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A program that is installed on the machine. A test that needs a missing program is skipped with the reason. */
final class CommandLineTool {
    /** The variables without which the compose file is refused. */
    private static final Map<String, String> TOKENS =
            Map.of("LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256", "0".repeat(64), "LOCKSTEP_ACCESS_METRICS_TOKEN", "lockstep_m");

    private final List<String> command;
    private final Map<String, String> environment;

    private CommandLineTool(List<String> command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    record ToolResult(int exitCode, String output) {}

    static CommandLineTool promtool() {
        assumeTrue(isOnPath("promtool"), "promtool is not on the PATH; install it (Debian: prometheus)");
        return new CommandLineTool(List.of("promtool"), Map.of());
    }

    static CommandLineTool compose() {
        CommandLineTool compose = new CommandLineTool(
                isOnPath("docker-compose") ? List.of("docker-compose") : List.of("docker", "compose"), TOKENS);
        // The docker command can exist without its compose plugin.
        assumeTrue(
                compose.isInstalled(),
                "neither docker-compose nor docker compose is on the PATH; install one (Debian: docker-compose)");
        return compose;
    }

    private boolean isInstalled() {
        return isOnPath(command.getFirst()) && run(PROJECT, "version").exitCode() == 0;
    }

    ToolResult run(Path folder, String... arguments) {
        try {
            ProcessBuilder builder = new ProcessBuilder(Stream.concat(command.stream(), Stream.of(arguments))
                            .toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ToolResult(process.waitFor(), output);
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
}
