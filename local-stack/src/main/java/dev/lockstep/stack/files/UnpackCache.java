package dev.lockstep.stack.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * A cache of unpacked archives that all JVMs of this machine share. The name of each directory contains a fingerprint
 * of its content. A directory gets this name only when it is complete, so several JVMs may unpack the same archive at
 * the same time.
 */
final class UnpackCache {

    /** Unpacks an archive into an empty directory. */
    @FunctionalInterface
    interface Unpacker {
        void unpackInto(Path directory) throws IOException;
    }

    private static final Path ROOT = Path.of(Optional.ofNullable(System.getProperty("lockstep.stack.cache"))
            .orElseGet(() ->
                    System.getProperty("java.io.tmpdir") + "/lockstep-servers-" + System.getProperty("user.name")));

    private UnpackCache() {}

    /** Returns the directory with the unpacked archive. Unpacks the archive first if the directory does not exist. */
    static Path directory(String name, String fingerprint, Unpacker unpacker) throws IOException {
        Path complete = ROOT.resolve(name + "-" + fingerprint);
        if (Files.isDirectory(complete)) {
            return complete;
        }
        Files.createDirectories(ROOT);
        Path temporary = Files.createTempDirectory(ROOT, name + "-unfinished-");
        unpacker.unpackInto(temporary);
        try {
            return Files.move(temporary, complete, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            DirectoryTree.delete(temporary);
            if (Files.isDirectory(complete)) {
                return complete; // Another JVM finished first.
            }
            throw e;
        }
    }

    /** Returns a checksum of names, sizes and checksums of the entries. */
    static String fingerprint(List<? extends ZipEntry> entries) {
        CRC32 sum = new CRC32();
        entries.stream()
                .map(entry -> entry.getName() + entry.getSize() + entry.getCrc())
                .sorted()
                .forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
