/**
 * The coordinator accepts plans, runs each plan as a saga, and publishes the outcome.
 *
 * <p>Each feature is a package with its own configuration. The packages are layers, and each imports only packages of lower
 * layers (see {@code docs/adr/0013}). All state is in one PostgreSQL database, so several coordinators can run side by side.
 */
@NullMarked
package dev.lockstep.coordinator;

import org.jspecify.annotations.NullMarked;
