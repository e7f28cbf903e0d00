/**
 * Tests of the whole application over HTTP, with real PostgreSQL and Kafka and a scripted worker.
 */
@NullMarked
package dev.lockstep.coordinator.application;

import org.jspecify.annotations.NullMarked;
