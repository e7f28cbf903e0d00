/**
 * The worker for MongoDB. Each operation is one class with its do beside its undo; pre-images and intended post-images
 * are journalled in the target before a document is touched, because there is no transaction to lean on.
 */
@NullMarked
package dev.lockstep.mongo;

import org.jspecify.annotations.NullMarked;
