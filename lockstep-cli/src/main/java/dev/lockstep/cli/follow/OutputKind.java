package dev.lockstep.cli.follow;

import java.io.Console;
import java.util.Optional;

/** Where the output goes. */
public enum OutputKind {
    TERMINAL,
    PLAIN;

    /** Of this process. */
    public static OutputKind ofThisProcess() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> TERMINAL)
                .orElse(PLAIN);
    }
}
