/**
 * A small application over the three stores of the demo. It reads data in the form before the plan
 * {@code examples/sop-complete.yaml} and in the form after it, so it answers before, during and after the migration. It does
 * not depend on Lockstep: Lockstep only calls its endpoints for maintenance and for the smoke test.
 */
@NullMarked
package dev.lockstep.example;

import org.jspecify.annotations.NullMarked;
