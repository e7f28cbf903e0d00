/**
 * Following a migration to the end of its round: a bar per step on a terminal, a line per change elsewhere, and in the
 * end what came of it, conflicts first.
 */
@NullMarked
package dev.lockstep.cli.follow;

import org.jspecify.annotations.NullMarked;
