package dev.lockstep.coordinator.freeze;

import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.schedule.WakeUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs committed changes of freezes, and makes queued migrations start when one has ended. */
final class FreezeLog {
    private static final Logger LOG = LoggerFactory.getLogger(FreezeLog.class);
    private final WakeUp starter;

    FreezeLog(WakeUp starter) {
        this.starter = starter;
    }

    void opened(Freeze freeze) {
        AfterCommit.run(() -> LOG.atWarn()
                .addKeyValue("freeze", freeze.id())
                .addKeyValue("requester", freeze.actor())
                .addKeyValue("until", freeze.until())
                .addKeyValue("reason", freeze.reason())
                .log("A freeze is open; nothing new starts"));
    }

    /** Logs the last request to break a freeze, and whether it has ended the freeze. */
    void requested(Freeze freeze) {
        BreakRequest last = freeze.breakRequests().getLast();
        AfterCommit.run(() -> {
            LOG.atWarn()
                    .addKeyValue("freeze", freeze.id())
                    .addKeyValue("requester", last.actor())
                    .addKeyValue("reason", last.reason())
                    .log(
                            freeze.isBroken()
                                    ? "The freeze is broken by two people; queued migrations start"
                                    : "A person has requested to break the freeze; a second one must do the same");
            if (freeze.isBroken()) {
                starter.signal();
            }
        });
    }

    void expired(Freeze freeze) {
        AfterCommit.run(() -> {
            LOG.atInfo()
                    .addKeyValue("freeze", freeze.id())
                    .addKeyValue("until", freeze.until())
                    .log("The time of the freeze is over; queued migrations start");
            starter.signal();
        });
    }
}
