/**
 * The journal inside a MongoDB target: the fence with the step that raised it last in one document, a row for every
 * unit with what was there before and what is meant to be there after, and the window of time in which a dispatch may
 * write. MongoDB has no transaction to lean on, so each promise here is one conditional write of one document.
 */
@NullMarked
package dev.lockstep.mongo.journal;

import org.jspecify.annotations.NullMarked;
