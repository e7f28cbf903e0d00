/** Answers the requests about a target that are not about a step of a plan. */
@NullMarked
package dev.lockstep.redis.request;

import org.jspecify.annotations.NullMarked;
