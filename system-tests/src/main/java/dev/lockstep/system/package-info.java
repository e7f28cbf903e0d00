/**
 * Proof on the whole system: the services run as processes over real servers, faults are injected while a migration is
 * under way, and objects that each state one guarantee judge what is left in the stores.
 */
@NullMarked
package dev.lockstep.system;

import org.jspecify.annotations.NullMarked;
