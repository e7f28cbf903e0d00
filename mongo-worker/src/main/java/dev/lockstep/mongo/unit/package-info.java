/**
 * The engine of units: how documents are found, journaled, written, guarded, restored and swept. A batch is read,
 * planned by the operation's {@link DocumentPlanner}, journaled, and then each document is written only if its touched
 * fields are still exactly as read and the dispatch's write window is open. Compensation restores in the same way and
 * keeps what applications changed. Nothing here knows what an operation does to a document.
 */
@NullMarked
package dev.lockstep.mongo.unit;

import org.jspecify.annotations.NullMarked;
