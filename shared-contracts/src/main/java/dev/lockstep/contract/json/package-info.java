/**
 * The one way in which Lockstep reads and writes JSON, so that a number, a key's place or a default never depends on
 * who did the writing, and a checksum computed anywhere is the checksum computed everywhere.
 */
@NullMarked
package dev.lockstep.contract.json;

import org.jspecify.annotations.NullMarked;
