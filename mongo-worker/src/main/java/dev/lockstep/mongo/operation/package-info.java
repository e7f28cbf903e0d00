/**
 * The operations of MongoDB, each do beside its undo. A batch is read, its outcome is worked out on a copy, both are
 * journaled, and then each document is changed only if its touched fields still are exactly what was read and the
 * dispatch may still write. Undoing goes the same way back, and leaves alone whatever an application has changed.
 */
@NullMarked
package dev.lockstep.mongo.operation;

import org.jspecify.annotations.NullMarked;
