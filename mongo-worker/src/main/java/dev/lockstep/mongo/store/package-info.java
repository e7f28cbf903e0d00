/**
 * One MongoDB database as a target: the client, the settings that bound every call, and the server's own clock.
 * Documents pass as {@link org.bson.BsonDocument}, because only that keeps every type and the order of the fields.
 */
@NullMarked
package dev.lockstep.mongo.store;

import org.jspecify.annotations.NullMarked;
