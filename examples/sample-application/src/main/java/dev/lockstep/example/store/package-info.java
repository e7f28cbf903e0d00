/**
 * The three stores as health and the smoke test see them: each can be asked for a trivial answer, and for a sample of its data
 * with the form of every unit. Calls of all stores run at the same time and have a time limit.
 */
@NullMarked
package dev.lockstep.example.store;

import org.jspecify.annotations.NullMarked;
