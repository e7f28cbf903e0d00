package dev.lockstep.sql;

import dev.lockstep.architecture.HouseRules;

class ArchitectureTest extends HouseRules {}
