/**
 * Plan intake: from the bytes that were posted to a plan that may run, or to every reason why not.
 *
 * <p>Reading keeps each value's place in the text. Shape is judged against the types of the published language, then
 * rules look at what only the whole plan can tell. Nothing is stored and nothing is sent before all of it holds.
 */
@NullMarked
package dev.lockstep.coordinator.plan;

import org.jspecify.annotations.NullMarked;
