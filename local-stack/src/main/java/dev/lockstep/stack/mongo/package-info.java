/**
 * MongoDB as a local server. The server is mongo-java-server. It has MongoDB's protocol, but no transactions,
 * validators, TTL, collation, pipeline updates and partial unique indexes.
 */
@NullMarked
package dev.lockstep.stack.mongo;

import org.jspecify.annotations.NullMarked;
