package dev.lockstep.worker.backup;

import java.util.List;

/** A storage for backups, and access to its files for tests that damage them. */
interface BackupFiles {
    /**
     * Opens the storage.
     *
     * @param minFree bytes that must stay free, if the storage can tell
     */
    BackupStorage storage(long minFree);

    byte[] read(BackupPath file);

    /** Writes the file, also into a folder that was never created. */
    void write(BackupPath file, byte[] content);

    void delete(BackupPath file);

    /** Everything in the storage, by path; an empty list after everything was deleted. */
    List<String> all();
}
