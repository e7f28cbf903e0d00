/**
 * One executor and one planner per Redis operation. The planner decides how a key changes; the engine in {@code unit}
 * makes the change. Values are edited in Java, because the JSON library of Lua turns {@code []} into an object and
 * large integers into floats.
 */
@NullMarked
package dev.lockstep.redis.operation;

import org.jspecify.annotations.NullMarked;
