package dev.lockstep.postgres.unit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** Reads SQL of this package from resources. */
final class SqlResource {
    private SqlResource() {}

    /** The texts of the files, one after another. */
    static String read(String... files) {
        return Arrays.stream(files).map(SqlResource::readFile).collect(Collectors.joining());
    }

    private static String readFile(String file) {
        try (InputStream sql = Objects.requireNonNull(SqlResource.class.getResourceAsStream(file), file)) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
