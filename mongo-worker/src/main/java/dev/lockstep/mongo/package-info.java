/**
 * The worker for MongoDB: one executor per operation ({@code operation}) over one engine that changes and restores
 * documents ({@code unit}), with the journal inside the target ({@code journal}). No transactions are used, so
 * pre-images and intended post-images are journaled before a document is written.
 */
@NullMarked
package dev.lockstep.mongo;

import org.jspecify.annotations.NullMarked;
