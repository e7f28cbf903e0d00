/**
 * The commands of the lockstep launcher: thin calls of the coordinator's API for people and scripts, with progress on a
 * terminal and plain lines without one, and exit codes that a pipeline can decide on.
 */
@NullMarked
package dev.lockstep.cli;

import org.jspecify.annotations.NullMarked;
