/**
 * The read side: migrations, their timelines and the targets, for people and scripts, and the metrics.
 *
 * <p>Views are folded from the journal, so they can say nothing that did not happen; how far a dispatch has come and who
 * works on it stands in the dispatch rows.
 */
@NullMarked
package dev.lockstep.coordinator.status;

import org.jspecify.annotations.NullMarked;
