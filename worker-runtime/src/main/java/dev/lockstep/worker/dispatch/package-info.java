/**
 * Execution of commands: every command runs on its own virtual thread and sends heartbeats. A dispatch stops when a
 * newer one for the same target arrives, when its lease cannot be renewed, or when the worker stops. This only ends
 * obsolete work early; the fence in the store guarantees correctness.
 */
@NullMarked
package dev.lockstep.worker.dispatch;

import org.jspecify.annotations.NullMarked;
