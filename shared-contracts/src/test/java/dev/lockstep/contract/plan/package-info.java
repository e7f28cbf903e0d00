/** Plans as people write them: what is read, what is refused, and what a checksum depends on. */
@NullMarked
package dev.lockstep.contract.plan;

import org.jspecify.annotations.NullMarked;
