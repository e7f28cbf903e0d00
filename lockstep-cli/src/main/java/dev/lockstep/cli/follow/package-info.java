/**
 * Follows a migration to its outcome. Shows progress as a bar for each step on a terminal, and as a line for each
 * change in other outputs. Then prints the outcome, with conflicts first.
 */
@NullMarked
package dev.lockstep.cli.follow;

import org.jspecify.annotations.NullMarked;
