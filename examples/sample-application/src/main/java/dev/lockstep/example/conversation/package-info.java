/**
 * Conversations in MongoDB. The migration adds {@code schemaVersion}; documents without it count as version 0. The language is
 * {@code auto} unless the document has one.
 */
@NullMarked
package dev.lockstep.example.conversation;

import org.jspecify.annotations.NullMarked;
