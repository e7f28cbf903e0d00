/**
 * The worker for MongoDB. Each operation has one executor ({@code operation}). All executors use one engine that changes
 * and restores documents ({@code unit}). The journal is inside the target ({@code journal}). The worker uses no
 * transactions. Instead, it writes each document's pre-image and intended post-image to the journal before it writes the
 * document.
 */
@NullMarked
package dev.lockstep.mongo;

import org.jspecify.annotations.NullMarked;
