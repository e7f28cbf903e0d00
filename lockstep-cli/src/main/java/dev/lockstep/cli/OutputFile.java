package dev.lockstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that a command writes. A file that exists is replaced only if the user says so. */
record OutputFile(Path path) {

    /** @throws IllegalArgumentException if the file exists and must not be replaced, or its directory does not exist */
    void write(String text, boolean replace) {
        try {
            Files.writeString(path, text, replace ? replacing() : creating());
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(
                    "%s exists already\nwrite another name, or --force to replace it".formatted(path), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "the directory of %s does not exist\ncreate it, or write another name".formatted(path), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write %s: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static OpenOption[] creating() {
        return new OpenOption[] {StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW};
    }

    private static OpenOption[] replacing() {
        return new OpenOption[] {
            StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING
        };
    }
}
