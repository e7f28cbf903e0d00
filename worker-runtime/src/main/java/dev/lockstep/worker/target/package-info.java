/**
 * The targets that this worker serves: their settings, connections, registrations and health. Connecting does not wait
 * for a server. An unreachable store does not stop its worker; it is registered and shown as unreachable.
 */
@NullMarked
package dev.lockstep.worker.target;

import org.jspecify.annotations.NullMarked;
