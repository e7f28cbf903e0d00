/**
 * The databases that this worker serves: found in its settings, connected without waiting for them, made known to the
 * coordinator every few seconds, and shown as they were last seen. A store that is away does not take its worker down;
 * it is said to be away.
 */
@NullMarked
package dev.lockstep.worker.target;

import org.jspecify.annotations.NullMarked;
