package dev.lockstep.contract.plan;

import dev.lockstep.coordinator.Outbox;

record PlanInOutbox(Outbox outbox) {}
