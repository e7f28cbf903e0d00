/**
 * Stands in for the chat of a team: keeps the latest notifications that Lockstep has sent.
 */
@NullMarked
package dev.lockstep.example.chat;

import org.jspecify.annotations.NullMarked;
