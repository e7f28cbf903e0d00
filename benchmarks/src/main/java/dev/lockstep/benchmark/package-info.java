/**
 * Benchmarks of a newly started local system: start-up time, latency of a small plan, and throughput on 100,000 units
 * of each store, and growth of what the processes use under a long load. They are started by hand or by a script and assert no times. Each result has the load average of the
 * machine, because other programs on the machine change the results.
 */
@NullMarked
package dev.lockstep.benchmark;

import org.jspecify.annotations.NullMarked;
