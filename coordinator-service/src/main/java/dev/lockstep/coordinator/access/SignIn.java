package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.audit.AuditTrail;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens and ends sessions of browsers, each with its entry in the audit trail. */
public final class SignIn {
    /** The status of the response to a sign-in or sign-out, which leads to another page. */
    public static final HttpStatus STATUS = HttpStatus.SEE_OTHER;

    private final BearerTokens tokens;
    private final Sessions sessions;
    private final TransactionTemplate transactions;
    private final AuditTrail audit;

    SignIn(BearerTokens tokens, Sessions sessions, TransactionTemplate transactions, AuditTrail audit) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Whether the current request has a valid session or token. */
    public boolean isSignedIn() {
        return Callers.find().isPresent();
    }

    /**
     * Opens a session for the caller with this token, and ends the one that the browser has.
     *
     * @return the cookie of the session
     * @throws AuthenticationServiceException if the token cannot be checked now
     * @throws AuthenticationException if the token is not valid, without a reason
     */
    public ResponseCookie open(HttpServletRequest request, String token) {
        ValidToken valid = tokens.check(token);
        Sessions.Opened opened = transactions
                .execute(_status -> {
                    Optional<Sessions.Opened> session = sessions.open(valid);
                    session.ifPresent(created -> audit(valid.caller(), created.id()));
                    return session;
                })
                .orElseThrow(BearerTokens::invalid);
        // In the same transaction, its row lock and the lock of the caller could cause a deadlock with another sign-in.
        transactions.executeWithoutResult(_status -> SessionCookie.of(request).ifPresent(sessions::end));
        return SessionCookie.create(request, opened.secret(), opened.lifetime());
    }

    /**
     * Ends the session of the request, if it has one.
     *
     * @return a cookie that makes the browser delete that of the session
     */
    public ResponseCookie end(HttpServletRequest request, Caller caller) {
        transactions.executeWithoutResult(_status ->
                SessionCookie.of(request).flatMap(sessions::end).ifPresent(session -> audit(caller, session)));
        return SessionCookie.deletion(request);
    }

    private void audit(Caller caller, UUID session) {
        audit.accepted(caller.sender(), STATUS.value(), session.toString(), null);
    }
}
