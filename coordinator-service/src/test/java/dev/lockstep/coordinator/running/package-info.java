/**
 * The coordinator as a whole: the running application over real HTTP, against real PostgreSQL and Kafka, with a worker
 * that does what a test tells it to.
 */
@NullMarked
package dev.lockstep.coordinator.running;

import org.jspecify.annotations.NullMarked;
