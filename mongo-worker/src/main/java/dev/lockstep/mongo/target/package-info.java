/**
 * Access to one target database: the client, the limits of every call, checks, and the classification of the driver's
 * exceptions. Documents are read and written as {@link org.bson.BsonDocument}, which keeps every type and the order of
 * the fields. Nothing here connects before the first call.
 */
@NullMarked
package dev.lockstep.mongo.target;

import org.jspecify.annotations.NullMarked;
