/**
 * The logical digest of a store: rows by key, documents as BSON with field order, keys with type, content and absolute
 * expiry, and the catalog; without Lockstep's journals and history. It is the yardstick for exact undo, so it shares no
 * code and no Redis driver with the workers.
 */
@NullMarked
package dev.lockstep.stack.digest;

import org.jspecify.annotations.NullMarked;
