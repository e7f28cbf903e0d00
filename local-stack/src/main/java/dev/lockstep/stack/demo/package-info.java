/**
 * Sample data of the demo: that of the operating procedure which Lockstep replaces, with its difficult cases. These are
 * rows with Hebrew text, documents that were already migrated, keys that expire soon, are malformed or are not strings,
 * and data that no step may touch. All of it is the same on every run, except expiries.
 */
@NullMarked
package dev.lockstep.stack.demo;

import org.jspecify.annotations.NullMarked;
