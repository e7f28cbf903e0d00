/**
 * Writes plans from the scripts of other migration tools. Nothing of a script is executed.
 *
 * <p>A reader per tool finds the scripts of a directory in the order of the tool, and turns each into a step or refuses
 * it at its line. What the tool decides at run time (conditions, placeholders, code) cannot be taken over: it becomes a
 * finding that says what a person must write. The writer puts the steps into plans that keep the limits of the
 * coordinator, with the open findings as comments above their step.
 */
@NullMarked
package dev.lockstep.cli.script;

import org.jspecify.annotations.NullMarked;
