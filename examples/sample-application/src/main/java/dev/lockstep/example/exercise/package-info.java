/**
 * Exercises in PostgreSQL. The migration adds the column {@code difficulty_level}; without it, an exercise has the difficulty
 * that the migration gives to existing rows.
 */
@NullMarked
package dev.lockstep.example.exercise;

import org.jspecify.annotations.NullMarked;
