package dev.lockstep.redis;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
