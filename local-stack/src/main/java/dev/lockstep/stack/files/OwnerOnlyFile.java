package dev.lockstep.stack.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that only their owner can read, because they contain passwords, tokens or hashes of them. */
public final class OwnerOnlyFile {

    private OwnerOnlyFile() {}

    /** Creates or replaces the file in one step, so that readers find the old text or the new one. */
    public static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            // A new temporary file can be read by its owner only.
            Path temporary = Files.createTempFile(file.getParent(), file.getFileName() + "-", ".new");
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
