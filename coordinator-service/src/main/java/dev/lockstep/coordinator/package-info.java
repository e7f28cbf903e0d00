/**
 * The coordinator: takes plans, runs each as a saga, and tells the world how it ended.
 *
 * <p>Every feature is a package that wires itself. The saga decides and knows no framework; the others bring it what it
 * must know and carry away what it says. All state is in one PostgreSQL database, so any number of coordinators work side
 * by side.
 */
@NullMarked
package dev.lockstep.coordinator;

import org.jspecify.annotations.NullMarked;
