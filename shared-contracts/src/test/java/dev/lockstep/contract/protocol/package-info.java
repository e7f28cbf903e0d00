/** Tests of protocol messages: forms that earlier versions stored. */
@NullMarked
package dev.lockstep.contract.protocol;

import org.jspecify.annotations.NullMarked;
