/**
 * Access to one target database: the client, the time limits of commands, checks, and the classification of the driver's
 * exceptions. Documents are read and written as {@link org.bson.BsonDocument}, which keeps every type and the order of
 * the fields. The first command connects, so the server may be unreachable when the worker starts.
 */
@NullMarked
package dev.lockstep.mongo.target;

import org.jspecify.annotations.NullMarked;
