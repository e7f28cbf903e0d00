/**
 * Creates test servers as child processes or containers, or uses an external MongoDB. One setting chooses for all tests
 * of a JVM. The servers behave in the same way in all modes.
 */
@NullMarked
package dev.lockstep.testservers.provider;

import org.jspecify.annotations.NullMarked;
