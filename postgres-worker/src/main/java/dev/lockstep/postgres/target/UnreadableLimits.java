package dev.lockstep.postgres.target;

import dev.lockstep.worker.HealthSignal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs the limits that cannot be read on this server, each of them once. */
final class UnreadableLimits {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableLimits.class);
    private final Set<HealthSignal> logged = ConcurrentHashMap.newKeySet();

    /** Logs a limit that shows less than the whole server to this user, which may be intended. */
    void info(HealthSignal limit, String reason) {
        log(Level.INFO, limit, reason);
    }

    /** Logs a limit that is set, but refused by the server. */
    void warn(HealthSignal limit, String reason) {
        log(Level.WARN, limit, reason);
    }

    private void log(Level level, HealthSignal limit, String reason) {
        if (logged.add(limit)) {
            LOG.atLevel(level)
                    .addKeyValue("limit", limit.option())
                    .addKeyValue("reason", reason)
                    .log("this limit of the health of the target cannot be read and holds no step back");
        }
    }
}
