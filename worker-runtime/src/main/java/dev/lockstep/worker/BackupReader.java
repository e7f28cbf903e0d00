package dev.lockstep.worker;

import java.io.IOException;
import java.io.InputStream;

/** Reads one complete backup. */
public interface BackupReader {
    /** What the backup states about itself. */
    BackupManifest manifest();

    /**
     * Reads one file from its start. The digest is checked again while it is read, to its end.
     *
     * @param name the name under which the file was written
     * @throws OperationFailed if the file differs from the manifest ({@code backup-damaged}), or the storage fails
     */
    <T> T file(String name, Content<T> content);

    /** Reads the content of one file. */
    interface Content<T> {
        /**
         * Reads the content; the caller closes the stream.
         *
         * @throws IOException if the stream throws it, or if the content is not what this store writes
         */
        T readFrom(InputStream file) throws IOException;
    }
}
