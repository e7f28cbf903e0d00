/**
 * The Redis protocol in as few lines as it takes, for starting servers, seeding the demo and reading digests. It shares
 * nothing with the driver that the workers use, so that what it reads is a second opinion.
 */
@NullMarked
package dev.lockstep.stack.redis;

import org.jspecify.annotations.NullMarked;
