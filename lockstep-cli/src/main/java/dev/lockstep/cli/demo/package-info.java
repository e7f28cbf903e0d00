/**
 * The demo: a plan that changes three stores, and a plan that fails in the third store and is rolled back. What it
 * prints about the stores comes from digests of their data, not from the workers.
 */
@NullMarked
package dev.lockstep.cli.demo;

import org.jspecify.annotations.NullMarked;
