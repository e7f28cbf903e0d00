/**
 * One executor class per operation, with apply and compensate. An executor decides what runs in which transaction.
 * Scripts, standalone statements and catalog objects have packages of their own.
 */
@NullMarked
package dev.lockstep.postgres.operation;

import org.jspecify.annotations.NullMarked;
