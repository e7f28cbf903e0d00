/** Makes the requests to endpoints, and turns their answers into commands to the saga. */
@NullMarked
package dev.lockstep.coordinator.call;

import org.jspecify.annotations.NullMarked;
