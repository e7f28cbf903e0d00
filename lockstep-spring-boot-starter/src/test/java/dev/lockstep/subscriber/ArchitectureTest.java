package dev.lockstep.subscriber;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
