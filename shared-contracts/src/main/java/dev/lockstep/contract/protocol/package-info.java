/**
 * What the coordinator and the workers say to each other over Kafka.
 *
 * <p>A {@link dev.lockstep.contract.protocol.Command} goes out under one dispatch number; every
 * {@link dev.lockstep.contract.protocol.Report} comes back under the same. The number is correlation, idempotency key
 * and fencing token at once, so nothing else in a message is ever compared to tell old from new.
 */
@NullMarked
package dev.lockstep.contract.protocol;

import org.jspecify.annotations.NullMarked;
