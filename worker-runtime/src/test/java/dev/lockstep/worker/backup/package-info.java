/** Tests of the storage of backups, with the in-memory store and directories of the file system. */
@NullMarked
package dev.lockstep.worker.backup;

import org.jspecify.annotations.NullMarked;
