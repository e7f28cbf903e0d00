/** Requests to restore backups, and their commands. */
@NullMarked
package dev.lockstep.coordinator.restore;

import org.jspecify.annotations.NullMarked;
