/**
 * A simulation of the whole system in one thread, with a simulated clock and injected faults.
 *
 * <p>The saga's decider, evolution and effects and the workers' runner and admission are the production code. Stores,
 * broker, the coordinators' database and processes are simulated. At every port call a process may crash, pause, or be
 * interleaved with other processes. A seed determines every random decision, so each run can be repeated.
 *
 * <p>Each {@link dev.lockstep.system.simulation.Guarantee} states one invariant. The numbers I1 to I24 are those of the
 * list of invariants that hold after every fault.
 */
@NullMarked
package dev.lockstep.system.simulation;

import org.jspecify.annotations.NullMarked;
