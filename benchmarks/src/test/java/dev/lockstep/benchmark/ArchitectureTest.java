package dev.lockstep.benchmark;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
