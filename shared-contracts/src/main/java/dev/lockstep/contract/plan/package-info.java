/**
 * The model of a plan.
 *
 * <p>A {@link dev.lockstep.contract.plan.Plan} is an ordered list of steps. Each step runs one operation on one target.
 * Constructors fill in defaults and refuse invalid values. The coordinator checks the rules that need more than one
 * value, such as cycles, duplicate ids and the kind of a target.
 */
@NullMarked
package dev.lockstep.contract.plan;

import org.jspecify.annotations.NullMarked;
