/** Combines changes to several tables into one statement, so that a transaction costs few round trips. */
@NullMarked
package dev.lockstep.coordinator.database;

import org.jspecify.annotations.NullMarked;
