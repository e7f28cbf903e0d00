/**
 * The operations of MongoDB. Each is one executor and one planner, which works out what the operation does to a batch
 * of documents; the engine in {@link dev.lockstep.mongo.unit} applies and compensates. {@code mongo.update} is planned
 * by the server on copies in a scratch collection, other operations are planned in the worker.
 */
@NullMarked
package dev.lockstep.mongo.operation;

import org.jspecify.annotations.NullMarked;
