/**
 * What all packages need of the database: statements that change several tables in one round trip, actions after a
 * commit, and the kinds of its errors.
 */
@NullMarked
package dev.lockstep.coordinator.database;

import org.jspecify.annotations.NullMarked;
