/**
 * Kafka as a local server. The broker runs in its own JVM with its own class path. Its libraries are not dependencies
 * of the modules that use local-stack.
 */
@NullMarked
package dev.lockstep.stack.kafka;

import org.jspecify.annotations.NullMarked;
