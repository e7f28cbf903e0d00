package dev.lockstep.coordinator.access;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Asks the issuer how its tokens are checked when the first token arrives, so that the coordinator starts without the
 * issuer. Meanwhile other requests do not wait: their tokens cannot be checked now.
 */
final class IssuerJwtDecoder implements JwtDecoder {
    private final Supplier<JwtDecoder> discovery;
    private final ReentrantLock discovering = new ReentrantLock();
    private volatile @Nullable JwtDecoder discovered;

    IssuerJwtDecoder(Supplier<JwtDecoder> discovery) {
        this.discovery = discovery;
    }

    @Override
    public Jwt decode(String token) {
        JwtDecoder ready = discovered;
        return (ready == null ? discover() : ready).decode(token);
    }

    private JwtDecoder discover() {
        if (!discovering.tryLock()) {
            throw new JwtException("the issuer is being asked for its keys");
        }
        try {
            JwtDecoder decoder = discovery.get();
            discovered = decoder;
            return decoder;
        } catch (RuntimeException e) {
            throw new JwtException("the issuer does not say where its keys are", e);
        } finally {
            discovering.unlock();
        }
    }
}
