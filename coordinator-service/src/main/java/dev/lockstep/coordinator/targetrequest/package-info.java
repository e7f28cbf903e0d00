/**
 * Requests to workers about a target that are not about a step of a plan: each has a row with its own dispatch number.
 * The row is also the outbox: the command is sent to Kafka after the commit, and again while no answer has arrived.
 */
@NullMarked
package dev.lockstep.coordinator.targetrequest;

import org.jspecify.annotations.NullMarked;
