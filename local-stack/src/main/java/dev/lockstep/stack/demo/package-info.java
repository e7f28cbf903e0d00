/**
 * Sample data of the demo, taken from the operating procedure that Lockstep replaces. It includes difficult cases:
 * rows with Hebrew text, documents that are already migrated, keys that expire soon, are malformed or are not strings,
 * and data that no step may touch. All of it is the same on every run, except expiries.
 */
@NullMarked
package dev.lockstep.stack.demo;

import org.jspecify.annotations.NullMarked;
