/**
 * Rules for code and source text, as tests that every module inherits. Each rule has fixtures: code that it must refuse
 * and code that it must accept. They prove that the rule finds violations and nothing else.
 */
@NullMarked
package dev.lockstep.architecture;

import org.jspecify.annotations.NullMarked;
