@NullMarked
package dev.lockstep.coordinator.endpoint;

import org.jspecify.annotations.NullMarked;
