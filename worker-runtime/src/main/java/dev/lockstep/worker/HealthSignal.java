package dev.lockstep.worker;

/** What can hold a step back. Its label is the tag {@code reason} of the metric, which is public API. */
public enum HealthSignal {
    LATENCY("latency", "throttle-latency"),
    NO_ANSWER("no-answer", "throttle-latency"),
    REPLICA_LAG("replica-lag", "throttle-replica-lag"),
    REPLICA_BACKLOG("replica-backlog", "throttle-replica-backlog"),
    LOCK_WAITERS("lock-waiters", "throttle-lock-waiters"),
    VACUUM("vacuum", "throttle-vacuum"),
    WAL_RATE("wal-rate", "throttle-wal-rate"),
    MEMORY("memory", "throttle-memory"),
    DIRTY_CACHE("dirty-cache", "throttle-dirty-cache"),
    SAVING("saving", "throttle-saving");

    private final String label;
    private final String option;

    HealthSignal(String label, String option) {
        this.label = label;
        this.option = option;
    }

    public String label() {
        return label;
    }

    /** The option of a target with the limit of this signal. */
    public String option() {
        return option;
    }
}
