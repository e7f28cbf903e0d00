/** Tests of backups of keys and their restores, on a real server. */
@NullMarked
package dev.lockstep.redis.backup;

import org.jspecify.annotations.NullMarked;
