/**
 * The model of a plan.
 *
 * <p>A {@link dev.lockstep.contract.plan.Plan} is an ordered list of steps, each one operation on one target.
 * Constructors fill in defaults and refuse values that are invalid by themselves. The coordinator validates rules that
 * concern the whole plan, such as cycles, duplicate ids and the kind of a target.
 */
@NullMarked
package dev.lockstep.contract.plan;

import org.jspecify.annotations.NullMarked;
