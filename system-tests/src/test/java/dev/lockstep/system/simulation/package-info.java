/**
 * A simulation of the whole system in one thread, with a simulated clock and injected faults.
 *
 * <p>The saga's decider, evolution and effects and the workers' runner and admission are the production code. Stores,
 * broker, the coordinators' database and processes are simulated. A port call is a call of a process to
 * one of them. At every port call the process may crash or pause, or other processes may run first. A seed determines every
 * random decision, so each run can be repeated.
 *
 * <p>Each {@link dev.lockstep.system.simulation.Guarantee} states one invariant, which must hold after every fault.
 */
@NullMarked
package dev.lockstep.system.simulation;

import org.jspecify.annotations.NullMarked;
