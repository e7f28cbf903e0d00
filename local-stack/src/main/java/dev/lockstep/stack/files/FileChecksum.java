package dev.lockstep.stack.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Checksums of files, by which a changed build is recognised. */
public final class FileChecksum {

    private static final int BUFFER_BYTES = 256 * 1024;

    private FileChecksum() {}

    /** Returns the checksum of a file. Returns an empty string if it does not exist. */
    public static String of(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        CRC32 sum = new CRC32();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream content = Files.newInputStream(file)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** Returns the names and checksums of all files of a directory. Returns an empty string if it does not exist. */
    public static String ofAllIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            return "";
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted()
                    .map(file -> file.getFileName() + " " + of(file))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
