/**
 * Messages between the coordinator and the workers over Kafka.
 *
 * <p>Each {@link dev.lockstep.contract.protocol.Command} carries a dispatch number. Every
 * {@link dev.lockstep.contract.protocol.Report} on that command carries the same number. The number is the correlation
 * id, the idempotency key and the fencing token. It alone decides which of two messages is newer.
 */
@NullMarked
package dev.lockstep.contract.protocol;

import org.jspecify.annotations.NullMarked;
