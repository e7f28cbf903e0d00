/**
 * Plan intake: from the posted bytes to a valid plan, or to every reason why it is not valid.
 *
 * <p>A reader keeps the position of each value. The structure is validated against the types of the published language,
 * then rules check the plan as a whole and against the targets. Nothing is stored.
 */
@NullMarked
package dev.lockstep.coordinator.plan;

import org.jspecify.annotations.NullMarked;
