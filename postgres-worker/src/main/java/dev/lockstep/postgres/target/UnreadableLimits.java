package dev.lockstep.postgres.target;

import dev.lockstep.worker.HealthSignal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the limits that cannot be read on this server, each of them once. */
final class UnreadableLimits {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableLimits.class);
    private final Set<HealthSignal> logged = ConcurrentHashMap.newKeySet();

    void log(HealthSignal limit, String reason) {
        if (logged.add(limit)) {
            LOG.atInfo()
                    .addKeyValue("limit", limit.option())
                    .addKeyValue("reason", reason)
                    .log("this limit of the health of the target cannot be read and holds no step back");
        }
    }
}
