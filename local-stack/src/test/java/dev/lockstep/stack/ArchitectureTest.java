package dev.lockstep.stack;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
