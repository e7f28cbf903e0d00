package dev.lockstep.stack.server;

import java.util.Locale;

/** The kinds of servers that Lockstep uses. */
public enum ServerKind {
    POSTGRES,
    MONGO,
    REDIS,
    KAFKA;

    /** The name in directories, property names and messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
