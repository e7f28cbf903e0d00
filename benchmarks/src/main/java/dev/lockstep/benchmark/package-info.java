/**
 * Figures: how long a fresh Lockstep takes to be ready, to take one small plan through three stores, and to change a
 * hundred thousand units of each. Run by hand or by script, never as part of a build, because a loaded machine must not
 * turn a test red; every figure therefore stands beside the load average of its machine.
 */
@NullMarked
package dev.lockstep.benchmark;

import org.jspecify.annotations.NullMarked;
