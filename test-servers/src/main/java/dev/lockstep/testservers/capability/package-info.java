/**
 * Features of MongoDB that a compatible server may lack. They are tried on the server itself. A test that needs a
 * missing one is skipped with the reason.
 */
@NullMarked
package dev.lockstep.testservers.capability;

import org.jspecify.annotations.NullMarked;
