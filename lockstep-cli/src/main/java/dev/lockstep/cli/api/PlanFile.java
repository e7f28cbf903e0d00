package dev.lockstep.cli.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A plan in a file, YAML unless its name says JSON. */
public record PlanFile(Path path) {

    public PlanFile {
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException("there is no plan " + path);
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
