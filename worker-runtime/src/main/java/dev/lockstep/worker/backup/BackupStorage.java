package dev.lockstep.worker.backup;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores files by path. It is small enough for a bucket of an object store, too: there is no rename, no append, and a
 * file appears only when it is complete.
 */
interface BackupStorage {
    /** What this storage is, for people: a word without host names, paths or credentials. */
    String name();

    /**
     * Creates a folder that does not exist. Files are created only in folders that exist; so a writer whose folder was
     * deleted in the meantime fails.
     */
    void createFolder(BackupPath folder) throws IOException;

    /**
     * Begins a file.
     *
     * @throws NoRoomException if the storage has no room; the stream can throw it, too
     */
    NewFile create(BackupPath file) throws IOException;

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException if it does not exist
     */
    InputStream open(BackupPath file) throws IOException;

    /**
     * Returns the names of the folders in a folder, sorted; empty if it does not exist, or is a file. Names that are
     * not of backups are left out.
     */
    List<String> folders(BackupPath folder) throws IOException;

    /** Whether this file exists. A folder of its name is not one. */
    boolean hasFile(BackupPath file) throws IOException;

    /** Returns when something in the folder last changed. */
    Instant lastChange(BackupPath folder) throws IOException;

    /** Notes that a backup is being read. */
    void markRead(BackupPath folder, Instant time) throws IOException;

    /** Returns when it was last noted that this backup is being read; empty if it never was. */
    Optional<Instant> lastRead(BackupPath folder) throws IOException;

    /** Deletes a folder with its content, and the folders above it that are then empty, except the root. */
    void delete(BackupPath folder) throws IOException;

    /** A file that is being written. */
    interface NewFile extends Closeable {
        OutputStream stream();

        /** Closes the stream, stores the file durably and makes it visible. */
        void commit() throws IOException;

        /** Removes the file if it was not committed. */
        @Override
        void close() throws IOException;
    }
}
