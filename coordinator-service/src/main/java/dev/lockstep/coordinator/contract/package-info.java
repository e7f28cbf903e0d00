/**
 * The checks of contracts: before the contract steps of a plan are applied, workers are asked until all checks are met.
 *
 * <p>A round asks each target once. All checks must be met in the same round. Nothing waits for the answers of a round: if
 * one is missing, the next round asks again. Commands of a round do not hold their targets.
 */
@NullMarked
package dev.lockstep.coordinator.contract;

import org.jspecify.annotations.NullMarked;
