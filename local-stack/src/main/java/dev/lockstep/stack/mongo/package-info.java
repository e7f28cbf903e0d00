/**
 * MongoDB as a local server. The server is mongo-java-server: its protocol is MongoDB's, and it lacks transactions,
 * validators, TTL, collation, pipeline updates and partial unique indexes.
 */
@NullMarked
package dev.lockstep.stack.mongo;

import org.jspecify.annotations.NullMarked;
