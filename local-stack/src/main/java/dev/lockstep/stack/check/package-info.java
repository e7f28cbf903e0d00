/**
 * Compares running processes with the processes that would be started. The settings of a process are kept as salted
 * hashes beside its pid file, so a later command can name the settings that differ without storing a secret.
 */
@NullMarked
package dev.lockstep.stack.check;

import org.jspecify.annotations.NullMarked;
