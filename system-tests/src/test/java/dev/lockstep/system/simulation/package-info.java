/**
 * The whole system in one thread, under a fake clock, with everything that can go wrong going wrong.
 *
 * <p>The rules are the production ones: the saga's decider, evolution and effects, the workers' runner and admission.
 * What is modelled is what they stand on: stores, broker, the coordinator's database, processes. At every call of a
 * port the process may be killed, stopped for a while, or merely overtaken; a stopped process is a port call that lets
 * the rest of the world go on before it returns. A seed decides all of it, so a seed can be run again.
 */
@NullMarked
package dev.lockstep.system.simulation;

import org.jspecify.annotations.NullMarked;
