package dev.lockstep.redis.connection;

import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisURI;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A logical database of a server, as a URL names it. Two addresses of one server can differ.
 *
 * @param host name or address of the host
 */
public record RedisAddress(String host, int port, int database) {
    /**
     * Reads the address from the URL of a target.
     *
     * @throws IllegalArgumentException if the URL is malformed
     */
    public static RedisAddress of(TargetSettings settings) {
        return of(settings, "url", settings.url());
    }

    /**
     * Reads the address from an option of a target.
     *
     * @throws IllegalArgumentException if the URL is malformed
     */
    public static RedisAddress of(TargetSettings settings, String option, String url) {
        RedisURI parsed = parse(settings, option, url);
        return new RedisAddress(parsed.getHost(), parsed.getPort(), parsed.getDatabase());
    }

    // The driver's exception is not attached as the cause, because it quotes the URL with its password.
    static RedisURI parse(TargetSettings settings, String option, String url) {
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException _quotesTheUrl) {
            throw new IllegalArgumentException(
                    "the %s of %s is not a Redis URL; expected one such as redis://host:6379/0, with special characters in user and password percent-encoded"
                            .formatted(option, settings));
        }
    }

    /** The same URL with another logical database. */
    public static String withDatabase(String url, int database) {
        int question = url.indexOf('?');
        String address = question < 0 ? url : url.substring(0, question);
        int slash = address.indexOf('/', address.indexOf("://") + "://".length());
        String options = question < 0
                ? ""
                : Arrays.stream(url.substring(question + 1).split("&", -1))
                        .filter(option -> !option.startsWith("database="))
                        .collect(Collectors.joining("&"));
        return "%s/%d%s"
                .formatted(
                        slash < 0 ? address : address.substring(0, slash),
                        database,
                        options.isEmpty() ? "" : "?" + options);
    }

    public RedisAddress withDatabase(int other) {
        return new RedisAddress(host, port, other);
    }
}
