/** Tests of plan values: parsing, refusals, placeholders and checksums. */
@NullMarked
package dev.lockstep.contract.plan;

import org.jspecify.annotations.NullMarked;
