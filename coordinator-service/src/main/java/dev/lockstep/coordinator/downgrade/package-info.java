/**
 * Rollbacks of several migrations, newest first, until a target is at an earlier version or migration.
 *
 * <p>A downgrade is a row with a list of migrations and a claim on all their targets. The runner requests the rollback
 * of one migration after the other; each is a round of the ordinary saga. It stops where a person must decide.
 */
@NullMarked
package dev.lockstep.coordinator.downgrade;

import org.jspecify.annotations.NullMarked;
