/**
 * How the API says no: problem details with the place and the mend.
 *
 * <p>What a caller can put right is a 4xx with a reason; a database that is away is a 503 that says when to try again. It
 * is the same form whoever refuses: a controller, Spring before it, or the server before Spring.
 */
@NullMarked
package dev.lockstep.coordinator.problem;

import org.jspecify.annotations.NullMarked;
