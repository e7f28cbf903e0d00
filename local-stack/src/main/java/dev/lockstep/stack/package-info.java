/**
 * Real servers on this machine without containers: Kafka, PostgreSQL, Redis and a server that speaks MongoDB's
 * protocol, each a child process that can be killed and started again with its data. Where Docker runs, the official
 * images stand in behind the same interface.
 */
@NullMarked
package dev.lockstep.stack;

import org.jspecify.annotations.NullMarked;
