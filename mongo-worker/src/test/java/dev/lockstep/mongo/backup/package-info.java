/** Tests of backups of collections and their restores. */
@NullMarked
package dev.lockstep.mongo.backup;

import org.jspecify.annotations.NullMarked;
