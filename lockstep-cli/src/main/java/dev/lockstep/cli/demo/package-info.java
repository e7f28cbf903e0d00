/**
 * The story of the demo: the operating procedure's changes in three stores, done; and a plan whose third store fails, put
 * back. What it says about the stores it reads from them by digest, never from the workers' reports.
 */
@NullMarked
package dev.lockstep.cli.demo;

import org.jspecify.annotations.NullMarked;
