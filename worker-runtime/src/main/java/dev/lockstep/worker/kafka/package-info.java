/**
 * Kafka adapters of the worker. Every target has one command topic with one partition; one consumer reads all of them.
 * Offsets are committed after a command is submitted and before it ends, because steps take minutes to hours and must
 * not depend on rebalances.
 * Reports are published asynchronously. Unreadable records go to the dead-letter topic and do not block later records.
 */
@NullMarked
package dev.lockstep.worker.kafka;

import org.jspecify.annotations.NullMarked;
