package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.outbox.Relay;

public class Deadline {
    public Relay relay = new Relay();
}
