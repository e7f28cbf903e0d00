/**
 * User states in Redis. The migration copies {@code user_state:N} to {@code user_state_v2:N}; readers use the new key and fall
 * back to the old one, without writing.
 */
@NullMarked
package dev.lockstep.example.state;

import org.jspecify.annotations.NullMarked;
