package dev.lockstep.cli;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
