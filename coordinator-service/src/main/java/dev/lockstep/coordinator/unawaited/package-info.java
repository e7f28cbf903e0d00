/**
 * Requests to workers that are outside of the saga, such as erasures: each has a row with its own dispatch number, and
 * its command goes out through the outbox. While no answer has arrived, the command is sent again. Reports on its
 * dispatch number end it here.
 */
@NullMarked
package dev.lockstep.coordinator.unawaited;

import org.jspecify.annotations.NullMarked;
