/**
 * Benchmarks of a newly started local system: start-up time, latency of a small plan, and throughput on 100,000 units
 * of each store. They are run by hand or by script and never assert a time. Each result has the load average of the
 * machine, because a loaded machine distorts it.
 */
@NullMarked
package dev.lockstep.benchmark;

import org.jspecify.annotations.NullMarked;
