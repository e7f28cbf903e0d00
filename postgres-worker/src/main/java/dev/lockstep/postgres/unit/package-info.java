/**
 * Units of PostgreSQL. A unit is what is changed and undone as one: here a catalog object, such as a table, column or
 * index. A recorder finds the objects that a script changes in its transaction, and reads their definitions before and
 * after it. Both are journaled. After {@code down}, a comparison finds every object whose definition is not that from
 * before {@code up}; definitions are equal if the server prints one when it parses the other.
 */
@NullMarked
package dev.lockstep.postgres.unit;

import org.jspecify.annotations.NullMarked;
