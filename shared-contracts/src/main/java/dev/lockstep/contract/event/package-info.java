/**
 * What other services may subscribe to: the public events of a migration.
 *
 * <p>They travel as CloudEvents in binary mode on one topic, keyed by migration. They are delivered at least once; a
 * subscriber that drops every sequence not above the last one sees them dense, in order, each round's outcome last.
 */
@NullMarked
package dev.lockstep.contract.event;

import org.jspecify.annotations.NullMarked;
