/**
 * Sample data of the demo. It includes difficult cases: rows with Hebrew text, documents that are already migrated,
 * keys that expire soon, are malformed or are not strings, and data that no step may change. The data is the same on
 * every run, except for expiries.
 */
@NullMarked
package dev.lockstep.stack.demo;

import org.jspecify.annotations.NullMarked;
