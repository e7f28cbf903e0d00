/**
 * The worker for PostgreSQL. Each operation has one executor class, with apply and compensate in the same file. Fence,
 * identity and step journal are tables of the target, so an effect and its journal row commit in one transaction
 * wherever PostgreSQL allows it.
 */
@NullMarked
package dev.lockstep.postgres;

import org.jspecify.annotations.NullMarked;
