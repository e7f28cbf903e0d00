/** Answers the requests about a target that are not about a step of a plan. */
@NullMarked
package dev.lockstep.mongo.request;

import org.jspecify.annotations.NullMarked;
