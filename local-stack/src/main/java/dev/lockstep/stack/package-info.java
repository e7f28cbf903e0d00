/**
 * Real servers for a machine without containers. PostgreSQL, Redis, Kafka and a MongoDB-compatible server come from
 * Maven Central, run as child processes on loopback, and keep what they acknowledged through {@code kill -9} and a
 * restart on the same port. Where Docker runs, the official images stand behind the same interface, and
 * {@link dev.lockstep.stack.StackMode} chooses. Tests take theirs from {@code Shared*}, one server per JVM with a fresh
 * database each; {@code ./lockstep up} and the demo run all four by {@link dev.lockstep.stack.LocalStack}.
 */
@NullMarked
package dev.lockstep.stack;

import org.jspecify.annotations.NullMarked;
