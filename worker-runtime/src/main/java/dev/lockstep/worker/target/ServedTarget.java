package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepExecutors;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A target that this worker serves. When its credentials change, later uses get new connections; the connections before
 * are closed after their last use, so no running dispatch is interrupted.
 */
public final class ServedTarget implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTarget.class);

    private final TargetName name;
    private final TargetKind kind;
    private final CredentialSource credentials;
    private final Supplier<ConnectedTarget> connector;
    private final UnusedTargets unused;
    /** The connections that are open: the current ones, and older ones that are still in use. */
    private final Set<Connections> open = new HashSet<>();

    /** The number of uses that are open. */
    private int uses;

    private boolean isUsedAlone;
    private volatile boolean isRemoved;
    private volatile boolean isCheckRequested;
    private Connections current;
    /** Whether the credentials have changed since the current connections were opened; used by one thread. */
    private boolean isOutdated;

    /**
     * Connects the target.
     *
     * @param connector creates the connections, which contact the server on their first use
     */
    public ServedTarget(
            TargetName name, TargetKind kind, CredentialSource credentials, Supplier<ConnectedTarget> connector) {
        this(name, kind, credentials, connector, new UnusedTargets());
    }

    /** As the public constructor; {@code unused} bounds the connections of all targets of the worker. */
    ServedTarget(
            TargetName name,
            TargetKind kind,
            CredentialSource credentials,
            Supplier<ConnectedTarget> connector,
            UnusedTargets unused) {
        this.name = name;
        this.kind = kind;
        this.credentials = credentials;
        this.connector = connector;
        this.unused = unused;
        this.current = connect();
        open.add(current);
    }

    private Connections connect() {
        ConnectedTarget connection = connector.get();
        return new Connections(connection, StepExecutors.of(kind, connection.executors()));
    }

    public TargetName name() {
        return name;
    }

    public TargetKind kind() {
        return kind;
    }

    /** The executors; use those of {@link #use} to run a command. */
    public synchronized StepExecutors executors() {
        return current.executors;
    }

    /** The types of the requests about the target that can be answered. */
    public synchronized List<String> requestTypes() {
        return current.connection.requests().types();
    }

    /** Whether everything of Lockstep was removed from the target. Nothing uses it from then on. */
    public boolean isRemoved() {
        return isRemoved;
    }

    /**
     * Returns the current connections, which stay open until the caller closes the use.
     *
     * @throws TargetRemovedException if everything of Lockstep was removed from the target
     */
    public synchronized Use use() {
        await(() -> !isUsedAlone, Long.MAX_VALUE);
        return newUse();
    }

    /**
     * Returns the current connections when nobody else uses the target; others wait until the caller closes the use.
     *
     * @throws OperationFailed if others still use it after this time
     * @throws TargetRemovedException if everything of Lockstep was removed from the target
     */
    public synchronized Use useAlone(Duration limit) {
        if (!await(() -> !isUsedAlone && uses == 0, limit.toMillis())) {
            throw OperationFailed.withoutEffect(
                    "target-in-use", "target %s is still in use after %d ms".formatted(name, limit.toMillis()));
        }
        Use alone = newUse();
        isUsedAlone = true;
        return alone;
    }

    /** Lets the target be checked and registered soon, because its identity has changed. */
    public void requestCheck() {
        isCheckRequested = true;
    }

    boolean isCheckRequested() {
        return isCheckRequested;
    }

    /** Called before the check starts. */
    void endCheckRequest() {
        isCheckRequested = false;
    }

    /** Lets nobody use the target again. Requires that the caller uses it alone. */
    public void remove() {
        isRemoved = true;
    }

    private Use newUse() {
        if (isRemoved) {
            throw new TargetRemovedException(name);
        }
        uses++;
        current.uses++;
        return new Use(this, current);
    }

    /** Waits for a condition; returns false if it does not hold after these milliseconds. */
    private synchronized boolean await(BooleanSupplier condition, long millis) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long left = millis - (System.nanoTime() - start) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while target %s was in use".formatted(name), e);
            }
        }
        return true;
    }

    /** Replaces the connections if the credentials have changed. After a failure, the next call tries it again. */
    void refreshCredentials() {
        isOutdated |= credentials.refresh();
        if (isOutdated) {
            Connections next = connect();
            isOutdated = false;
            Connections previous;
            synchronized (this) {
                previous = current;
                current = next;
                open.add(next);
            }
            LOG.atInfo().addKeyValue("target", name).log("credentials changed; new connections use them");
            closeIfUnused(previous);
        }
    }

    private void release(Connections used) {
        boolean isUnused;
        synchronized (this) {
            used.uses--;
            uses--;
            isUsedAlone = false;
            isUnused = uses == 0;
            notifyAll();
        }
        closeIfUnused(used);
        if (isUnused) {
            unused.add(this);
        }
    }

    /** Closes the connections that nobody uses now. */
    void closeIdle() {
        ConnectedTarget connection;
        synchronized (this) {
            connection = current.connection;
        }
        connection.closeIdle();
    }

    private void closeIfUnused(Connections connections) {
        synchronized (this) {
            if (connections.equals(current) || connections.uses > 0 || !open.remove(connections)) {
                return;
            }
        }
        connections.connection.close();
    }

    /** Closes all connections, also those in use. */
    @Override
    public void close() {
        Set<Connections> all;
        synchronized (this) {
            all = Set.copyOf(open);
            open.clear();
        }
        all.forEach(connections -> connections.connection.close());
    }

    private static final class Connections {
        private final ConnectedTarget connection;
        private final StepExecutors executors;
        private int uses;

        private Connections(ConnectedTarget connection, StepExecutors executors) {
            this.connection = connection;
            this.executors = executors;
        }
    }

    /** One use of the connections, for example by a dispatch. */
    public static final class Use implements AutoCloseable {
        private final ServedTarget target;
        private final Connections connections;

        private Use(ServedTarget target, Connections connections) {
            this.target = target;
            this.connections = connections;
        }

        public ConnectedTarget connection() {
            return connections.connection;
        }

        public StepExecutors executors() {
            return connections.executors;
        }

        @Override
        public void close() {
            target.release(connections);
        }
    }
}
