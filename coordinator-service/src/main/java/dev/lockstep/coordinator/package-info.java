/**
 * The coordinator accepts plans, runs each as a saga, and publishes its outcome.
 *
 * <p>Each feature is a package with its own configuration; a package imports only packages below it (see
 * {@code docs/adr/0013}). All state is in one PostgreSQL database, so several coordinators can run side by side.
 */
@NullMarked
package dev.lockstep.coordinator;

import org.jspecify.annotations.NullMarked;
