package dev.lockstep.cli;

import dev.lockstep.stack.local.StackDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --directory}, and the directory of the project, which the script {@code lockstep} passes. */
final class DirectoryOptions {

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Directory for data, logs and addresses. Default: .lockstep in the project.",
            defaultValue = "${env:LOCKSTEP_DIRECTORY}")
    private Path directory = Path.of("");

    Path project() {
        return Path.of(System.getProperty("lockstep.project", ""))
                .toAbsolutePath()
                .normalize();
    }

    StackDirectory directory() {
        return new StackDirectory(directory.toString().isEmpty() ? project().resolve(".lockstep") : directory);
    }

    Path addresses() {
        return directory().root().resolve("local-stack.properties");
    }
}
