package dev.lockstep.coordinator.access;

import java.util.Arrays;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** An authenticated caller. Its authorities are the permissions that it has everywhere. */
final class CallerAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    CallerAuthentication(Caller caller) {
        super(Arrays.stream(Permission.values())
                .filter(caller::hasEverywhere)
                .map(permission -> new SimpleGrantedAuthority(permission.name()))
                .toList());
        this.caller = caller;
        setAuthenticated(true);
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    /** The token is not kept. */
    @Override
    public String getCredentials() {
        return "";
    }
}
