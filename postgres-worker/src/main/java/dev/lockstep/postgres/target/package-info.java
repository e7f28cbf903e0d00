/**
 * Connections to one target database, its settings, its checks, and the classification of its errors. A small pool
 * serves short transactions; a statement that may run for long gets a connection of its own. Every connection has
 * timeouts: for locks, for statements, and for a client or server that no longer answers.
 */
@NullMarked
package dev.lockstep.postgres.target;

import org.jspecify.annotations.NullMarked;
