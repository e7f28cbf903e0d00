/**
 * The storage of backups: a directory per migration, target and attempt. Files are compressed and digested while they are
 * written, the manifest is written last, and all digests are checked before a restore begins. The engines of the stores
 * know nothing of it, and it knows nothing of the stores.
 */
@NullMarked
package dev.lockstep.worker.backup;

import org.jspecify.annotations.NullMarked;
