/** Tests that protocol messages of earlier versions can still be parsed. */
@NullMarked
package dev.lockstep.contract.protocol;

import org.jspecify.annotations.NullMarked;
