/**
 * The worker's end of Kafka. Commands come in one partition per target; their offsets are committed when they are handed
 * over, not when they are done, because steps last minutes to hours and a rebalance must change nothing. Reports go out
 * without being waited for. What cannot be read goes to the dead-letter topic, and the consumer goes on.
 */
@NullMarked
package dev.lockstep.worker.kafka;

import org.jspecify.annotations.NullMarked;
