/**
 * The engine of units. A unit is what is changed and undone as one: here, a document. The engine reads a batch, lets the
 * operation's {@link DocumentPlanner} plan it, and journals the units. Then it writes each document with a guard: the
 * touched fields are still exactly as read, and the write window of the dispatch is open. A compensation restores
 * documents in the same way, and keeps what applications have changed. The engine does not depend on the operation.
 */
@NullMarked
package dev.lockstep.mongo.unit;

import org.jspecify.annotations.NullMarked;
