package dev.lockstep.redis.connection;

import dev.lockstep.worker.Credentials;
import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisURI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How Redis's own program reaches the server of a target.
 *
 * @param tls whether the connection uses TLS
 * @param sslBundle whether the target has certificates of its own
 * @param username absent for the default user
 * @param password absent if the server needs none
 */
public record RedisCliAccess(
        String host, int port, boolean tls, boolean sslBundle, @Nullable String username, @Nullable String password) {
    static RedisCliAccess of(RedisURI address, TargetSettings settings) {
        Credentials current = settings.credentials().current();
        Credentials used = current.password() == null ? ofUrl(settings.url()) : current;
        return new RedisCliAccess(
                address.getHost(),
                address.getPort(),
                address.isSsl(),
                settings.options().containsKey("ssl-bundle"),
                used.username(),
                used.password());
    }

    /** The driver does not tell the credentials of a URL, which it has accepted: {@code [[user]:]password@}. */
    private static Credentials ofUrl(String url) {
        int start = url.indexOf("://") + "://".length();
        int slash = url.indexOf('/', start);
        int end = url.lastIndexOf('@', slash < 0 ? url.length() : slash);
        if (end < start) {
            return new Credentials(null, null);
        }
        String user = url.substring(start, end);
        int colon = user.indexOf(':');
        return new Credentials(
                colon <= 0 ? null : decoded(user.substring(0, colon)), decoded(user.substring(colon + 1)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Contains no credentials. */
    @Override
    public String toString() {
        return "%s:%d".formatted(host, port);
    }
}
