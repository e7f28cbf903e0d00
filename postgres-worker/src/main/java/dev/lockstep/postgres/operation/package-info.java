/**
 * One executor class per operation, with apply and compensate in the same file. An executor chooses what to run and in
 * which transaction it is journaled; scripts, standalone statements and catalog objects are in packages of their own.
 */
@NullMarked
package dev.lockstep.postgres.operation;

import org.jspecify.annotations.NullMarked;
