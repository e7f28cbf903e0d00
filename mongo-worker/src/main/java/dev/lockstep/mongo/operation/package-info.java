/**
 * The operations of MongoDB. Each has one executor and one planner. The planner computes the changes of a batch of
 * documents; the engine in {@link dev.lockstep.mongo.unit} applies and compensates them. For {@code mongo.update} the
 * server computes the changes on copies in a scratch collection. For other operations the worker computes them.
 */
@NullMarked
package dev.lockstep.mongo.operation;

import org.jspecify.annotations.NullMarked;
