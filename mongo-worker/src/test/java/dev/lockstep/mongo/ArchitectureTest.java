package dev.lockstep.mongo;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
