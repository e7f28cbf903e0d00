/**
 * Connections to one target database, its settings, its checks, and the classification of its errors. Short
 * transactions use a small pool; statements that may run for long use a pool of sessions, each of which is reset between
 * two dispatches. Every connection has timeouts for locks, for statements, and for a client or server that no longer
 * answers.
 */
@NullMarked
package dev.lockstep.postgres.target;

import org.jspecify.annotations.NullMarked;
