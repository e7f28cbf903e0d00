/**
 * Figures: how fast Lockstep moves rows, documents and keys, measured beside what people would use instead. Run by
 * hand or by script, never as part of a build, because a loaded machine must not turn a test red.
 */
@NullMarked
package dev.lockstep.benchmark;

import org.jspecify.annotations.NullMarked;
