/**
 * Digests (hashes) of all data of a store: rows by primary key, documents as BSON with their field order, keys with
 * type, content and absolute expiry, and the catalog. Lockstep's journals and history are excluded. Tests and the demo
 * compare digests to prove that an undo is exact, so this package shares no code and no Redis driver with the workers.
 */
@NullMarked
package dev.lockstep.stack.digest;

import org.jspecify.annotations.NullMarked;
