package dev.lockstep.cli;

import dev.lockstep.stack.StackDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the build and the data are; the launcher script says the first, people may say the second. */
final class Place {

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where data, logs and addresses are kept (default: .lockstep in the checkout).",
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
