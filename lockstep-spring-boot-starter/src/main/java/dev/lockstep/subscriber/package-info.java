/**
 * Delivers the public events of Lockstep to methods with {@link dev.lockstep.subscriber.MigrationListener}.
 *
 * <p>A record of the topic is decoded and compared with the last sequence of its migration, which the sequence store
 * keeps. An event that is not above it is a duplicate and is dropped; one that is not the next shows a gap, which is
 * filled from the topic. The store commits the sequence in one transaction with the work of the listeners.
 */
@NullMarked
package dev.lockstep.subscriber;

import org.jspecify.annotations.NullMarked;
