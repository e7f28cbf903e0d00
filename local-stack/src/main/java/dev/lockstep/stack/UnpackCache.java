package dev.lockstep.stack;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** Folders named by their content, unpacked once per machine; two JVMs that unpack the same end up with one. */
final class UnpackCache {

    /** Fills an empty folder. */
    @FunctionalInterface
    interface Filling {
        void into(Path folder) throws IOException;
    }

    private static final Path ROOT = Path.of(Optional.ofNullable(System.getProperty("lockstep.stack.cache"))
            .orElseGet(() ->
                    System.getProperty("java.io.tmpdir") + "/lockstep-servers-" + System.getProperty("user.name")));

    private UnpackCache() {}

    static Path folder(String name, String fingerprint, Filling filling) throws IOException {
        Path finished = ROOT.resolve(name + "-" + fingerprint);
        if (Files.isDirectory(finished)) {
            return finished;
        }
        Files.createDirectories(ROOT);
        Path own = Files.createTempDirectory(ROOT, name + "-unfinished-");
        filling.into(own);
        try {
            return Files.move(own, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            Trees.delete(own);
            if (Files.isDirectory(finished)) {
                return finished; // Another JVM was faster.
            }
            throw e;
        }
    }

    /** Names, sizes and checksums of what a zip file holds, as one word. */
    static String fingerprint(List<? extends ZipEntry> entries) {
        CRC32 sum = new CRC32();
        entries.stream()
                .map(entry -> entry.getName() + entry.getSize() + entry.getCrc())
                .sorted()
                .forEach(line -> sum.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
