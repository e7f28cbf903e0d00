/**
 * The demo: a plan that changes three stores, a plan that fails in the third store and is rolled back, and two plans
 * with maintenance and smoke tests, of which the second one fails. The demo computes digests of the stores itself and
 * does not rely on the workers' reports. It asks the sample application all the time while the last two plans run.
 */
@NullMarked
package dev.lockstep.cli.demo;

import org.jspecify.annotations.NullMarked;
