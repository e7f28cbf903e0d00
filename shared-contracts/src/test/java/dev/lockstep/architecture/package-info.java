/**
 * The rules that hold the code of every module in shape, as tests that each module inherits. A rule is a sentence with a
 * reason, and beside it lies code that it must refuse and code that it must let pass: a rule that nobody has seen fail is
 * decoration.
 */
@NullMarked
package dev.lockstep.architecture;

import org.jspecify.annotations.NullMarked;
