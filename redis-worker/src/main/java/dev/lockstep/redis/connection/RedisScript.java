package dev.lockstep.redis.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A Lua script, which the server runs atomically. */
public final class RedisScript {
    private static final String FOLDER = "/dev/lockstep/redis/script/";
    // Every dispatch uses most scripts; reading and hashing them each time took a quarter of a small dispatch.
    private static final Map<List<String>, RedisScript> LOADED = new ConcurrentHashMap<>();

    private final String text;
    private final String sha1;

    private RedisScript(String text) {
        this.text = text;
        this.sha1 = sha1(text);
    }

    /** Returns the script of this name for servers of this version, preceded by the functions that scripts share. */
    public static RedisScript load(String name, ServerVersion version) {
        return load(List.of(readExpiry(version), "unit-functions", "batch-functions", "restore-functions", name));
    }

    /**
     * Returns the dry run of a script: it makes the same checks and plans, describes what it would write, and writes
     * nothing.
     */
    public static RedisScript loadDryRun(String name, ServerVersion version) {
        return load(List.of(readExpiry(version), "unit-functions", "batch-functions", "dry-run-functions", name));
    }

    /** Returns a script that reads expiries and uses no other shared functions. */
    public static RedisScript loadReader(String name, ServerVersion version) {
        return load(List.of(readExpiry(version), name));
    }

    private static String readExpiry(ServerVersion version) {
        return version.hasExpireTimeCommand() ? "read-expiry-7.0" : "read-expiry-6.2";
    }

    /** Returns a script that uses no shared functions and runs on servers of any version. */
    public static RedisScript load(String name) {
        return load(List.of(name));
    }

    private static RedisScript load(List<String> parts) {
        return LOADED.computeIfAbsent(
                parts,
                names -> new RedisScript(
                        names.stream().map(RedisScript::resource).collect(Collectors.joining("\n"))));
    }

    String text() {
        return text;
    }

    /** The digest by which EVALSHA finds the script. */
    String sha1() {
        return sha1;
    }

    private static String resource(String name) {
        try (InputStream script = RedisScript.class.getResourceAsStream(FOLDER + name + ".lua")) {
            if (script == null) {
                throw new IllegalArgumentException("no script %s in %s".formatted(name, FOLDER));
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
            throw new IllegalStateException("the Java platform lacks SHA-1", e);
        }
    }
}
