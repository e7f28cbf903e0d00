/**
 * The data of the operating procedure that Lockstep replaces, at a size worth watching and with everything in it that
 * goes wrong by hand: rows in two scripts, documents that were migrated before, keys that expire meanwhile, are
 * malformed or no strings at all, and neighbours that no step may touch. The same on every run, but for the expiries.
 */
@NullMarked
package dev.lockstep.stack.demo;

import org.jspecify.annotations.NullMarked;
