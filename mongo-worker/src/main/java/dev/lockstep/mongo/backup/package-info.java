/**
 * Backs up the collections that steps touch, and restores them. A backup has every document of a collection, byte by byte. A
 * restore compares each document with the backup before it writes, and guards every write with this comparison.
 * {@code docs/backup.md} describes the format.
 */
@NullMarked
package dev.lockstep.mongo.backup;

import org.jspecify.annotations.NullMarked;
