package dev.lockstep.coordinator.outbox;

import dev.lockstep.coordinator.deadline.Deadline;

public class Relay {
    public Deadline next = new Deadline();
}
