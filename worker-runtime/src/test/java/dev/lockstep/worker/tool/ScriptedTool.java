package dev.lockstep.worker.tool;

import dev.lockstep.worker.StoreTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shell script in place of {@code pg_dump}, version 15.3, for a server of version 15.1. */
public record ScriptedTool(Path program) implements StoreTool {
    static final String SECRET = "hunter2";

    /** Creates the program with these lines of a shell script. */
    public static ScriptedTool of(Path directory, String script) {
        try {
            Path program = directory.resolve("pg_dump");
            Files.writeString(
                    program,
                    """
                    #!/bin/sh
                    if [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) 15.3"; exit 0; fi
                    %s
                    """
                            .formatted(script));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new ScriptedTool(program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings that name the program. */
    public ToolSettings settings(Duration timeout, boolean required) {
        return new ToolSettings(program.toString(), "never", "never", timeout, required);
    }

    @Override
    public String name() {
        return "pg_dump";
    }

    @Override
    public String fileName() {
        return "pg_dump.custom";
    }

    @Override
    public Optional<String> mismatch(String version) {
        return StoreTool.isOlder(version, "15.1")
                ? Optional.of("pg_dump %s is older".formatted(version))
                : Optional.empty();
    }

    @Override
    public ToolCall call(PrivateFiles files) {
        Path password = files.write("password", SECRET);
        return new ToolCall(List.of("--file=" + password), Map.of("PGSERVICEFILE", "service"), List.of(SECRET));
    }
}
