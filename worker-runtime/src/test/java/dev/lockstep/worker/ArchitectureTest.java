package dev.lockstep.worker;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
