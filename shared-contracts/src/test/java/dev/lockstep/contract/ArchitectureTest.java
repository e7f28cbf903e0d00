package dev.lockstep.contract;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
