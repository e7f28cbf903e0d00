package dev.lockstep.coordinator.freeze;

import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.IfMatch;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens freezes, breaks them when two people request it, and writes the end of those whose time is over. */
final class Freezes {
    private final JdbcFreezes freezes;
    private final FreezeLog log;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;

    Freezes(JdbcFreezes freezes, FreezeLog log, TransactionTemplate transactions, AuditTrail audit) {
        this.freezes = freezes;
        this.log = log;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Opens a freeze. A repeated request with the same key gets the freeze that the first one has opened.
     *
     * @throws ApiException if a freeze is open, its end is not valid, or the key was used for another one
     */
    FreezeView open(Caller caller, FreezeRequest.Checked request, @Nullable String key) {
        RequestKey requestKey = key == null ? null : new RequestKey(caller.id(), key);
        return Objects.requireNonNull(transactions.execute(_status -> {
            Instant now = freezes.lock();
            Freeze freeze = Optional.ofNullable(requestKey)
                    .flatMap(freezes::find)
                    .map(earlier -> requireSame(earlier, request))
                    .orElseGet(() -> openNew(caller, request, now, requestKey));
            return FreezeView.of(freeze, now);
        }));
    }

    private static Freeze requireSame(Freeze earlier, FreezeRequest.Checked request) {
        if (earlier.reason().equals(request.reason()) && Objects.equals(earlier.until(), request.until())) {
            return earlier;
        }
        throw ApiException.of(
                ProblemType.IDEMPOTENCY_KEY_REUSED,
                "the Idempotency-Key was used before for freeze %d with another reason or end; use a new key"
                        .formatted(earlier.id()));
    }

    private Freeze openNew(Caller caller, FreezeRequest.Checked request, Instant now, @Nullable RequestKey requestKey) {
        request.requireEndAfter(now);
        expire();
        freezes.findOpen().ifPresent(open -> {
            throw ApiException.of(
                    ProblemType.FREEZE_OPEN, "freeze %d is open: %s".formatted(open.id(), open.description()));
        });
        Freeze opened = freezes.open(request, caller.actor(), now, requestKey);
        audit.accepted(caller.sender(), HttpStatus.CREATED.value(), String.valueOf(opened.id()), request.reason());
        log.opened(opened);
        return opened;
    }

    /**
     * Requests to break a freeze.
     *
     * @return the freeze, which is open until a second person has made the same request
     * @throws ApiException if there is no such freeze, it has ended, or it has another version
     */
    FreezeView requestBreak(Caller caller, String id, IfMatch ifMatch, String reason) {
        return Objects.requireNonNull(transactions.execute(_status -> {
            Instant now = freezes.lock();
            Freeze freeze = find(id);
            if (!freeze.isOpen(now)) {
                throw ApiException.of(
                        ProblemType.FREEZE_ENDED,
                        "freeze %d has ended at %s already"
                                .formatted(
                                        freeze.id(), FreezeView.of(freeze, now).endedAt()));
            }
            ifMatch.require(freeze.version());
            Freeze changed = freeze.with(new BreakRequest(caller.actor(), reason, now));
            save(caller, changed, reason);
            return FreezeView.of(changed, now);
        }));
    }

    private void save(Caller caller, Freeze changed, String reason) {
        HttpStatus status = changed.isBroken() ? HttpStatus.OK : HttpStatus.ACCEPTED;
        freezes.update(changed);
        audit.accepted(caller.sender(), status.value(), String.valueOf(changed.id()), reason);
        log.requested(changed);
    }

    /** Writes the end of a freeze whose time is over. */
    void expire() {
        freezes.expire().ifPresent(log::expired);
    }

    FreezeView show(String id) {
        return FreezeView.of(find(id), freezes.now());
    }

    private Freeze find(String id) {
        return RequestParameters.findNumber(id)
                .flatMap(freezes::find)
                .orElseThrow(() ->
                        ApiException.of(ProblemType.UNKNOWN_FREEZE, "there is no freeze with id \"%s\"".formatted(id)));
    }
}
