package dev.lockstep.cli.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of a directory and of those inside of it, without following links.
 *
 * @param charset the encoding of all scripts
 */
record ScriptFiles(Path directory, Charset charset) {
    private static final int MAX_FILES = 10_000;
    private static final int MAX_DEPTH = 20;
    private static final long MAX_BYTES = 1024L * 1024;

    /** @throws IllegalArgumentException if it is no directory, is empty, or has too many files */
    List<Path> all() {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    "%s is not a directory\nwrite the directory with the scripts".formatted(directory));
        }
        try (Stream<Path> paths = Files.walk(directory, MAX_DEPTH)) {
            List<Path> files = paths.filter(Files::isRegularFile)
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > MAX_FILES) {
                throw new IllegalArgumentException("%s has more than %d files\nimport its parts one after the other"
                        .formatted(directory, MAX_FILES));
            }
            if (files.isEmpty()) {
                throw new IllegalArgumentException(
                        "%s has no files\nwrite the directory with the scripts".formatted(directory));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    String name(Path file) {
        return directory.relativize(file).toString();
    }

    static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * The text of a file, with line feeds and without a byte order mark.
     *
     * @throws Unreadable if the file is larger than a plan can be, or has another encoding
     */
    String read(Path file) throws Unreadable {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new Unreadable(
                        "the file has %d bytes; a plan has at most %d".formatted(size, MAX_BYTES),
                        "split the script, or load its data outside of a plan");
            }
            String text = charset.newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .replace("\r\n", "\n")
                    .replace('\r', '\n');
        } catch (CharacterCodingException e) {
            throw new Unreadable(
                    "the file is not encoded in " + charset, "name its encoding, such as --encoding ISO-8859-1");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Thrown for a file whose text cannot be part of a plan. */
    static final class Unreadable extends Exception {
        private final String hint;

        Unreadable(String message, String hint) {
            super(message);
            this.hint = hint;
        }

        ScriptReport report(String name) {
            return ScriptReport.refused(name, 1, String.valueOf(getMessage()), hint);
        }
    }
}
