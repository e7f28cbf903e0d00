/**
 * One executor and one planner per Redis operation. The planner decides what happens to a key; the engine in {@code unit}
 * does it. Values are edited here, not in Lua, whose JSON library turns {@code []} into an object and large integers into
 * floats.
 */
@NullMarked
package dev.lockstep.redis.operation;

import org.jspecify.annotations.NullMarked;
