/**
 * A service that follows migrations by their public events.
 *
 * <p>Each event changes one row of the read model, in the transaction in which the starter keeps the event's sequence.
 * The read model is therefore right under duplicates, restarts and a topic that was created again.
 */
@NullMarked
package dev.lockstep.example.subscriber;

import org.jspecify.annotations.NullMarked;
