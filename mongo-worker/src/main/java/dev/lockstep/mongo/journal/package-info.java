/**
 * The journal inside a MongoDB target: the fence with the row of the step that raised it last, one row per unit with
 * its pre-image and intended post-image, and the progress of each step. Each of these is one document, because without
 * transactions only a write of one document is atomic.
 */
@NullMarked
package dev.lockstep.mongo.journal;

import org.jspecify.annotations.NullMarked;
