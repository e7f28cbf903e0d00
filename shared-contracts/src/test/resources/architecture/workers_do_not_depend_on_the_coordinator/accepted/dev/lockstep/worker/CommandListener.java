package dev.lockstep.worker;

import dev.lockstep.contract.Command;

class CommandListener {
    Command last = new Command();
}
