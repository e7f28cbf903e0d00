@NullMarked
package dev.lockstep.coordinator.saga;

import org.jspecify.annotations.NullMarked;
