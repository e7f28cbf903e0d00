/** Endpoints: their settings, the requests to them and what is read from their answers. */
@NullMarked
package dev.lockstep.coordinator.endpoint;

import org.jspecify.annotations.NullMarked;
