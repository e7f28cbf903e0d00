/**
 * Runs the backup tools of the stores as processes: finds the program, compares its version with the server, passes
 * credentials in files, streams its output into the storage, and ends it with the dispatch or after its time. It knows
 * nothing of the stores and of the storage.
 */
@NullMarked
package dev.lockstep.worker.tool;

import org.jspecify.annotations.NullMarked;
