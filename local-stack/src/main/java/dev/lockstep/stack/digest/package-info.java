/**
 * The logical digest: what a store holds, unit by unit, so that before and after can be compared exactly. Rows by key,
 * documents as BSON with field order, keys with type, content and absolute expiry, and the catalog; without Lockstep's
 * own journals and history. It shares nothing with the workers, whose exactness it judges.
 */
@NullMarked
package dev.lockstep.stack.digest;

import org.jspecify.annotations.NullMarked;
