/**
 * Who may read the metrics of a worker. Health is open, because platforms check it without a token; its details and all
 * other endpoints need the token of the setting {@code lockstep.access.metrics-token}, which the coordinator accepts for
 * its metrics too. Without this setting, they are closed.
 */
@NullMarked
package dev.lockstep.worker.access;

import org.jspecify.annotations.NullMarked;
