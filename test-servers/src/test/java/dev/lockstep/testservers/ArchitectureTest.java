package dev.lockstep.testservers;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
