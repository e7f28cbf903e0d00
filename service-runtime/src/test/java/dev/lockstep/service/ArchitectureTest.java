package dev.lockstep.service;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
