package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.TargetName;

/**
 * What a worker has found for a check of a contract.
 *
 * @param check the check as people write it
 */
public record ContractFinding(TargetName target, String check, String expected, String found) {}
