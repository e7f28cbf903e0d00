package dev.lockstep.worker;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the files of one backup, one after the other. The backup counts only when all of them are complete. */
public interface BackupWriter {
    /**
     * Writes one file. It is compressed (gzip), and its digest is computed, while it is written.
     *
     * @param name unique in the backup, such as {@code keys.bin.gz}: up to 100 characters {@code a-z 0-9 . _ -}, with a
     *     letter or digit first and {@code .gz} last
     * @param content writes the file
     * @throws OperationFailed if the storage has no room ({@code backup-no-room}) or fails
     */
    void file(String name, Content content);

    /**
     * Adds a file of the store's own tool, if this worker uses it. A tool that fails is a note, unless the settings require
     * it; a restore does not need the file.
     *
     * @throws OperationFailed if the storage fails, or the tool is required and makes no file ({@code backup-tool})
     */
    default void tool(StoreTool tool, StepContext context) {
        // A writer without tools.
    }

    /** Adds a note for readers, such as a part that the backup does not contain. */
    void note(String note);

    /** Writes the content of one file. */
    interface Content {
        /**
         * Writes the content; the caller closes the stream.
         *
         * @return number of units in the file
         * @throws IOException only if the stream throws it; it may be wrapped in an {@link java.io.UncheckedIOException}
         */
        long writeTo(OutputStream file) throws IOException;
    }
}
