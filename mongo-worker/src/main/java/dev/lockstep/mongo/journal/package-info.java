/**
 * The journal inside a MongoDB target: the fence with the row of the step that raised it last, one row per unit with
 * its pre-image and intended post-image, and the progress of each step's units. Each of these is one document, because
 * a conditional write of one document is the only atomic write without a transaction.
 */
@NullMarked
package dev.lockstep.mongo.journal;

import org.jspecify.annotations.NullMarked;
