/**
 * The freeze of everything that starts: who has opened one, and which two people have broken it.
 *
 * <p>Whatever starts reads in its own transaction whether a freeze is open, under a lock of one row that a freeze
 * changes. So a freeze that is open has let nothing pass, and what has started before continues.
 */
@NullMarked
package dev.lockstep.coordinator.freeze;

import org.jspecify.annotations.NullMarked;
