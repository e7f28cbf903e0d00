package dev.lockstep.stack;

import java.util.Locale;

/** The four technologies that Lockstep needs a server of. */
public enum ServerKind {
    POSTGRES,
    MONGO,
    REDIS,
    KAFKA;

    /** The name of directories, property prefixes and log lines. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
