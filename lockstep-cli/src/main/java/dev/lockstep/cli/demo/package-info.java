/**
 * The demo: a plan that changes three stores, and a plan that fails in the third store and is rolled back. The demo
 * computes digests of the stores itself and does not rely on the workers' reports.
 */
@NullMarked
package dev.lockstep.cli.demo;

import org.jspecify.annotations.NullMarked;
