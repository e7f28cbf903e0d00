/**
 * The public events of a migration, for other services to subscribe to.
 *
 * <p>Events are CloudEvents in binary mode on one topic; the key is the migration id. Delivery is at least once. A
 * subscriber must ignore every event whose sequence number is not higher than that of the last event it processed. The
 * remaining events are in order and without gaps. The last event of a round is its outcome.
 */
@NullMarked
package dev.lockstep.contract.event;

import org.jspecify.annotations.NullMarked;
