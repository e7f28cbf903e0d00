package dev.lockstep.stack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What to run and where its output goes; {@code environment} is added to that of this JVM. */
public record ProcessSpec(
        List<String> command, Map<String, String> environment, Path directory, Path log, Lifetime lifetime) {

    public ProcessSpec {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a process needs a command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
