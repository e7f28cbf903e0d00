package dev.lockstep.system;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
