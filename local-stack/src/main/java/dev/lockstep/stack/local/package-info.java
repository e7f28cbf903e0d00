/**
 * The four servers of {@code ./lockstep up} and the demo: their directory, their ports, and start and stop of all of
 * them in parallel.
 */
@NullMarked
package dev.lockstep.stack.local;

import org.jspecify.annotations.NullMarked;
