/** Schemas of PostgreSQL targets: how they are read from files and targets, and the plan between two of them. */
@NullMarked
package dev.lockstep.cli.schema;

import org.jspecify.annotations.NullMarked;
