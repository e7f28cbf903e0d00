/**
 * The worker of PostgreSQL targets. Each operation has one executor class with apply and compensate. Fence, identity
 * and step journal are tables of the target, so an effect and its journal row are committed in one transaction where
 * PostgreSQL allows it.
 */
@NullMarked
package dev.lockstep.postgres;

import org.jspecify.annotations.NullMarked;
