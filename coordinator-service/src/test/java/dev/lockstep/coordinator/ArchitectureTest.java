package dev.lockstep.coordinator;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
