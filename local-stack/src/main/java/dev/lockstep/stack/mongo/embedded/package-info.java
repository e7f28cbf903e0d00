/**
 * The MongoDB-compatible server that runs in its own JVM: mongo-java-server with an H2 file, extended by {@code hello},
 * durable commits and MongoDB's field order. Its libraries are not dependencies of the modules that use local-stack.
 */
@NullMarked
package dev.lockstep.stack.mongo.embedded;

import org.jspecify.annotations.NullMarked;
