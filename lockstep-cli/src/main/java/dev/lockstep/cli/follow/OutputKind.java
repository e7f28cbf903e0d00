package dev.lockstep.cli.follow;

import java.io.Console;
import java.util.Optional;

/** Whether the output is a terminal. */
public enum OutputKind {
    TERMINAL,
    PLAIN;

    public static OutputKind ofThisProcess() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> TERMINAL)
                .orElse(PLAIN);
    }
}
