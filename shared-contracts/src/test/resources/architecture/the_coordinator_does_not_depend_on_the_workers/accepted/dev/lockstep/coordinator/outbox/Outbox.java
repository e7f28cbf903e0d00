package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.Command;

class Outbox {
    Command next = new Command();
}
