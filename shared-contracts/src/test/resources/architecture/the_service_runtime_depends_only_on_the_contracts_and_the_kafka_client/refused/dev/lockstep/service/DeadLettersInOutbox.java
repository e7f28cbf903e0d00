package dev.lockstep.service;

import dev.lockstep.coordinator.Outbox;

record DeadLettersInOutbox(Outbox outbox) {}
