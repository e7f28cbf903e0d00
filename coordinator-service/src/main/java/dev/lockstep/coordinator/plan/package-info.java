/**
 * Parses and validates posted plans, and reports many errors of a plan at once.
 *
 * <p>A reader parses the text and records the position of each value. The validators check the values against the types
 * of the plan format. The rules check the plan as a whole and against the registered targets. Nothing is stored.
 */
@NullMarked
package dev.lockstep.coordinator.plan;

import org.jspecify.annotations.NullMarked;
