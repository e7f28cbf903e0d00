/**
 * Where test servers come from: child processes, containers, or an external MongoDB. One setting chooses for the whole
 * JVM, and the servers behave alike in all modes.
 */
@NullMarked
package dev.lockstep.testservers.provider;

import org.jspecify.annotations.NullMarked;
