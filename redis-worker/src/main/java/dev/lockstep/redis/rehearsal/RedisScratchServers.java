package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.redis.connection.RedisAddress;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Connects to the logical databases for copies: on the server of the option {@code rehearsal-url}, or else on that of the
 * target, with the credentials and the other options of the target.
 */
public final class RedisScratchServers {
    private static final String REHEARSAL_URL = "rehearsal-url";
    private static final String REHEARSAL_DATABASE = "rehearsal-database";
    private static final int MAX_DATABASE = 1_000_000;

    private final TargetSettings settings;
    private final Connector connector;

    public RedisScratchServers(TargetSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    /** Connects copies as the worker connects targets, so that their journals and executors are the real ones. */
    public interface Connector {
        RedisConnections open(TargetSettings copy);

        ConnectedTarget connect(TargetSettings copy);

        /** The logical databases of the targets of this worker. */
        Map<RedisAddress, TargetName> targets();
    }

    /**
     * Reads the options for copies.
     *
     * @throws IllegalArgumentException if one of them is invalid
     */
    public static void checkOptions(TargetSettings settings, TargetOptions options) {
        options.number(REHEARSAL_DATABASE, 0, 0, MAX_DATABASE);
        String url = options.text(REHEARSAL_URL, "", Integer.MAX_VALUE);
        if (!url.isEmpty()) {
            RedisAddress.of(settings, REHEARSAL_URL, url);
        }
    }

    /** The logical database that the configuration names; empty if the worker looks for one. */
    OptionalInt database() {
        String database = settings.options().get(REHEARSAL_DATABASE);
        return database == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(database.strip()));
    }

    /** The target whose logical database this is, as far as this worker knows; an empty string if there is none. */
    String targetWith(int database) {
        TargetName found = connector
                .targets()
                .get(RedisAddress.of(settings, REHEARSAL_URL, url()).withDatabase(database));
        return found == null ? "" : found.toString();
    }

    RedisConnections open(int database) {
        return connector.open(copy(database));
    }

    ConnectedTarget connect(int database) {
        return connector.connect(copy(database));
    }

    private String url() {
        return settings.options().getOrDefault(REHEARSAL_URL, settings.url());
    }

    private TargetSettings copy(int database) {
        Map<String, String> options = new HashMap<>(settings.options());
        if (options.containsKey(REHEARSAL_URL)) {
            options.remove("confirm-replicas"); // The other server need not have replicas.
        }
        return new TargetSettings(
                settings.name(), RedisAddress.withDatabase(url(), database), settings.credentials(), options);
    }
}
