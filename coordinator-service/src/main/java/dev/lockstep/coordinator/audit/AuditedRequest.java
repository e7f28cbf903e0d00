package dev.lockstep.coordinator.audit;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request that the current thread handles, until its entry is written. */
final class AuditedRequest {
    private static final ThreadLocal<@Nullable AuditedRequest> CURRENT = new ThreadLocal<>();
    private final Instant at;
    private final String remote;
    private final String method;
    private final String path;
    private boolean isRecorded;

    AuditedRequest(Instant at, String remote, String method, String path) {
        this.at = at;
        this.remote = remote;
        this.method = method;
        this.path = path;
    }

    static Optional<AuditedRequest> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    void begin() {
        CURRENT.set(this);
    }

    static void end() {
        CURRENT.remove();
    }

    void markRecorded() {
        isRecorded = true;
    }

    boolean isRecorded() {
        return isRecorded;
    }

    AuditEntry accepted(String caller, Actor actor, int status, String subject, @Nullable String reason) {
        return new AuditEntry(at, actor, caller, remote, method, path, status, subject, reason, 0);
    }

    AuditEntry refused(@Nullable String caller, @Nullable Actor actor, int status, long omittedBefore) {
        return new AuditEntry(at, actor, caller, remote, method, path, status, null, null, omittedBefore);
    }
}
