package dev.lockstep.stack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to start.
 *
 * @param environment added to the environment of this JVM, from which {@code LOCKSTEP_TOKEN} is left out
 * @param directory the working directory
 * @param log the file to which standard output and standard error are appended
 */
public record ProcessSpec(
        List<String> command, Map<String, String> environment, Path directory, Path log, ProcessLifetime lifetime) {

    public ProcessSpec {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command is empty: expected a program and its arguments");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
