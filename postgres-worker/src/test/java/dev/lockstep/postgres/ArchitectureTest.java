package dev.lockstep.postgres;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
