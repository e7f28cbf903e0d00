package dev.lockstep.example.subscriber;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
