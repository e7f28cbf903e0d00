package dev.lockstep.redis.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script that the server runs as one: nothing else happens while it does. */
public final class RedisScript {
    private static final String FOLDER = "/dev/lockstep/redis/script/";
    private final String text;
    private final String digest;

    private RedisScript(String text) {
        this.text = text;
        this.digest = sha1(text);
    }

    /** The script of that name, with the functions that all of them share before it. */
    public static RedisScript named(String name, ServerVersion version) {
        String clock = version.tellsExpiry() ? "clock-by-server" : "clock-by-difference";
        return new RedisScript(resource(clock) + resource("unit") + resource(name));
    }

    String text() {
        return text;
    }

    /** What the server calls it by. */
    String digest() {
        return digest;
    }

    private static String resource(String name) {
        try (InputStream script = RedisScript.class.getResourceAsStream(FOLDER + name + ".lua")) {
            if (script == null) {
                throw new IllegalArgumentException("there is no script %s".formatted(name));
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
