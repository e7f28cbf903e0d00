/**
 * The commands of {@code ./lockstep}: start a whole Lockstep on this machine and end it, post plans and follow them, and
 * the demo that shows what it is for. Exit codes are for scripts: 0 completed, 2 rolled back, 3 needs an operator,
 * 1 anything else.
 */
@NullMarked
package dev.lockstep.cli;

import org.jspecify.annotations.NullMarked;
