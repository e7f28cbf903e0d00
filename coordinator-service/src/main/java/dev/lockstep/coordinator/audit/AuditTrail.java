package dev.lockstep.coordinator.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.database.AfterCommit;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Writes the entry of each audited request: in the transaction of its change, or when it has ended without a change. */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    /** The address and the method of entries that are not for a request. */
    private static final String LOCAL = "local";

    private static final int MAX_SENDERS = 10_000;
    private final JdbcAuditTrail trail;
    /** By the id of the sender; empty for requests without a valid token. */
    private final Cache<String, RefusedLimit> limits =
            Caffeine.newBuilder().maximumSize(MAX_SENDERS).build();

    private final Clock clock;

    public AuditTrail(JdbcAuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * Who sent a request.
     *
     * @param id the id of the token or identity
     */
    public record Sender(String id, Actor actor) {}

    /** Begins a request of the current thread, until {@link #end}. */
    public void begin(String remote, String method, String path) {
        new AuditedRequest(clock.instant(), remote, method, path).begin();
    }

    /**
     * Writes the entry of the current request, which changed something. Must be written at the end of the transaction that
     * changes it. Does nothing outside of a request.
     *
     * @param subject the id of what the request created or changed
     * @param reason the reason that the caller stated
     */
    public void accepted(Sender sender, int status, String subject, @Nullable String reason) {
        AuditedRequest.current().ifPresent(request -> {
            trail.append(request.accepted(sender.id(), sender.actor(), status, subject, reason));
            AfterCommit.run(request::markRecorded);
        });
    }

    /**
     * Writes an entry for something that was not requested over the network, such as a command on the server.
     *
     * @param subject the id of what it created or changed
     */
    public void local(String command, Actor actor, String subject) {
        trail.append(new AuditEntry(clock.instant(), actor, null, LOCAL, LOCAL, command, 0, subject, null, 0));
    }

    /**
     * Ends the request of the current thread, and writes its entry if it has changed nothing.
     *
     * @param sender absent without a valid token
     */
    public void end(@Nullable Sender sender, int status) {
        try {
            AuditedRequest.current()
                    .filter(request -> !request.isRecorded())
                    .ifPresent(request -> unchanged(request, sender, status));
        } finally {
            AuditedRequest.end();
        }
    }

    private void unchanged(AuditedRequest request, @Nullable Sender sender, int status) {
        RefusedLimit limit = limits.get(sender == null ? "" : sender.id(), _id -> new RefusedLimit(clock));
        if (!limit.tryAcquire()) {
            return;
        }
        long omitted = limit.takeOmitted();
        try {
            trail.append(request.refused(
                    sender == null ? null : sender.id(), sender == null ? null : sender.actor(), status, omitted));
        } catch (DataAccessException | TransactionException e) {
            limit.giveBack(omitted);
            // The request has changed nothing and its response is sent, so it cannot be refused any more.
            LOG.atError()
                    .addKeyValue("status", status)
                    .setCause(e)
                    .log("Could not write the audit entry of a refused request; the database must be available for it");
        }
    }
}
