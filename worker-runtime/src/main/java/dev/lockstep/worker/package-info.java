/**
 * The runtime that all workers share: validates a command, compares it with the fence and the step journal of its
 * target, calls the executor and reports the result. A worker keeps no state of its own. It can stop at any moment, and
 * another worker continues from the target's journal.
 */
@NullMarked
package dev.lockstep.worker;

import org.jspecify.annotations.NullMarked;
