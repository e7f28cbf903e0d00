/**
 * What a release asks for, in the words of the plan it posts.
 *
 * <p>A {@link dev.lockstep.contract.plan.Plan} is an ordered set of steps, each one operation on one target. The types
 * here hold what was written, with every default filled in, and refuse what has no meaning by itself; what only the
 * whole plan can tell (cycles, duplicate ids, the kind of a target) is judged at intake.
 */
@NullMarked
package dev.lockstep.contract.plan;

import org.jspecify.annotations.NullMarked;
