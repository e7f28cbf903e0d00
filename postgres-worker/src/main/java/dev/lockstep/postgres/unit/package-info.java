/**
 * Units of PostgreSQL. A unit is what is changed and undone as one: here a catalog object, such as a table, column or
 * index. A snapshot maps each object's name to its definition. The difference between two snapshots is what a script
 * changed; it is journaled with both definitions. After {@code down}, a comparison finds every object whose definition
 * is not that from before {@code up}.
 */
@NullMarked
package dev.lockstep.postgres.unit;

import org.jspecify.annotations.NullMarked;
