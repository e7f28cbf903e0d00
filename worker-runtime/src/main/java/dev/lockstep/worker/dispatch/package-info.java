/**
 * Commands at work: each is read, handed to a thread of its own, kept alive by heartbeats, and told to give way when a
 * newer one comes for the same target, when its lease can no longer be renewed, or when the worker ends. None of this
 * keeps a store right (the fence in the store does); it keeps old work from lasting.
 */
@NullMarked
package dev.lockstep.worker.dispatch;

import org.jspecify.annotations.NullMarked;
