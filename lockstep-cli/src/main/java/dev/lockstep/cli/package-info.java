/**
 * The commands of {@code ./lockstep}: start and stop all servers and services on one machine, submit and follow plans,
 * and run the demo. Exit codes: 0 completed or success, 2 rolled back, 3 needs an operator, 1 any other outcome or
 * error.
 */
@NullMarked
package dev.lockstep.cli;

import org.jspecify.annotations.NullMarked;
