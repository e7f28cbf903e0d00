package dev.lockstep.cli.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A plan file. It is JSON if its name ends with {@code .json}, otherwise YAML. */
public record PlanFile(Path path) {

    public PlanFile {
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException(
                    "cannot read plan file " + path + ": it does not exist or is not readable");
        }
    }

    String contentType() {
        return path.toString().endsWith(".json") ? "application/json" : "application/yaml";
    }

    byte[] content() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
