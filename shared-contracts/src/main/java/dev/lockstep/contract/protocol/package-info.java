/**
 * Messages between the coordinator and the workers over Kafka.
 *
 * <p>A {@link dev.lockstep.contract.protocol.Command} carries one dispatch number, and every
 * {@link dev.lockstep.contract.protocol.Report} on it carries the same number. The number is correlation id,
 * idempotency key and fencing token. No other field decides whether a message is newer than another.
 */
@NullMarked
package dev.lockstep.contract.protocol;

import org.jspecify.annotations.NullMarked;
