package dev.lockstep.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A file that contains one credential and nothing else, except for a newline at its end.
 *
 * @param option the setting that names the file
 */
public record CredentialFile(String option, Path path) {
    private static final int MAX_BYTES = 16 * 1024;

    /**
     * A file by its absolute path.
     *
     * @throws IllegalArgumentException if the path is not absolute
     */
    public static CredentialFile of(String option, String path) {
        try {
            if (Path.of(path).isAbsolute()) {
                return new CredentialFile(option, Path.of(path));
            }
        } catch (InvalidPathException _notAPath) {
            // Refused below.
        }
        throw new IllegalArgumentException("%s is \"%s\"; expected an absolute path".formatted(option, path));
    }

    /**
     * Reads the credential. Symbolic links are followed each time, because platforms replace a link to change a secret.
     *
     * @throws IllegalArgumentException if the file cannot be read, is empty or is too large; names the path
     */
    public String read() {
        byte[] content;
        try (InputStream file = Files.newInputStream(path)) {
            content = file.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s %s cannot be read (%s)"
                    .formatted(option, path, e.getClass().getSimpleName()));
        }
        if (content.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "%s %s has more than %d bytes; expected only the credential".formatted(option, path, MAX_BYTES));
        }
        String credential = withoutNewline(new String(content, StandardCharsets.UTF_8));
        if (credential.isEmpty()) {
            throw new IllegalArgumentException("%s %s is empty".formatted(option, path));
        }
        return credential;
    }

    private static String withoutNewline(String text) {
        int end = text.endsWith("\r\n") ? text.length() - 2 : text.endsWith("\n") ? text.length() - 1 : text.length();
        return text.substring(0, end);
    }
}
