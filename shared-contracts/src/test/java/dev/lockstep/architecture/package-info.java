/**
 * Architecture and source rules, as tests that every module inherits. Each rule has fixtures: code that it must refuse
 * and code that it must accept. The fixtures prove that the rule fails when it should.
 */
@NullMarked
package dev.lockstep.architecture;

import org.jspecify.annotations.NullMarked;
