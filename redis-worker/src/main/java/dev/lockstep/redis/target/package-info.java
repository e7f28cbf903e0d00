/**
 * A Redis as a target of Lockstep: where it is, what its errors mean, how its checks are counted. It is made without
 * contact, so that a server may be away when its worker starts.
 */
@NullMarked
package dev.lockstep.redis.target;

import org.jspecify.annotations.NullMarked;
