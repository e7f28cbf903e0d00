/**
 * Lockstep's own four services as processes, for {@code ./lockstep up} and for tests that kill them.
 *
 * <p>A service is started from what the build left in its module's {@code target} folder, with everything it needs to
 * know in its environment. It can be treated as badly as a server: killed, stopped in its tracks, let go on.
 */
@NullMarked
package dev.lockstep.stack.service;

import org.jspecify.annotations.NullMarked;
