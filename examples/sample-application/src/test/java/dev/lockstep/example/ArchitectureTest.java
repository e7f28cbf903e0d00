package dev.lockstep.example;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
