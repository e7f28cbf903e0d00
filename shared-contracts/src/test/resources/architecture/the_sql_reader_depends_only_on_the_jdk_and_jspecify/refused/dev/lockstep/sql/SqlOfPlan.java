package dev.lockstep.sql;

import dev.lockstep.contract.plan.Plan;

record SqlOfPlan(Plan plan) {}
