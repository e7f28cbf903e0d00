/**
 * Main classes of child JVMs: the Kafka broker, and the MongoDB-compatible server, which commits before it
 * acknowledges. They see the servers' own libraries, which nobody who uses this module has on their class path.
 */
@NullMarked
package dev.lockstep.stack.child;

import org.jspecify.annotations.NullMarked;
