package dev.lockstep.redis.target;

import dev.lockstep.redis.rehearsal.RedisScratchServers;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.List;

/**
 * The options of one Redis target.
 *
 * @param commandTimeout how long a session waits for one reply
 * @param confirmReplicas the number of replicas that must have received writes before they are confirmed
 * @param sslBundle the SSL bundle of the client; empty for the trust store of the Java platform
 * @param health what holds steps back
 */
record RedisTargetOptions(
        UnitLimits limits,
        Duration commandTimeout,
        int confirmReplicas,
        String sslBundle,
        RedisHealthLimits health,
        Masking masking) {
    private static final int DEFAULT_BATCH_SIZE = 500;
    private static final int MAX_BATCH_SIZE = 10_000;
    private static final int DEFAULT_MAX_MEMBERS = 100_000;
    private static final int MAX_MAX_MEMBERS = 100_000_000;
    private static final int DEFAULT_MAX_VALUE_BYTES = 8_000_000;
    private static final int MIN_MAX_VALUE_BYTES = 1_000;
    private static final int MAX_MAX_VALUE_BYTES = 256_000_000;
    private static final int MAX_CONFIRM_REPLICAS = 100;
    private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MIN_COMMAND_TIMEOUT = Duration.ofMillis(100);
    private static final int MAX_NAME_LENGTH = 100;

    /** @throws IllegalArgumentException if an option is unknown, or its value is out of bounds */
    static RedisTargetOptions of(TargetSettings settings) {
        TargetOptions options = TargetOptions.of(settings);
        UnitLimits limits = new UnitLimits(
                options.number("batch-size", DEFAULT_BATCH_SIZE, 1, MAX_BATCH_SIZE),
                options.number("max-members", DEFAULT_MAX_MEMBERS, 1, MAX_MAX_MEMBERS),
                options.number("max-value-bytes", DEFAULT_MAX_VALUE_BYTES, MIN_MAX_VALUE_BYTES, MAX_MAX_VALUE_BYTES));
        RedisTargetOptions parsed = new RedisTargetOptions(
                limits,
                options.duration("command-timeout", DEFAULT_COMMAND_TIMEOUT, MIN_COMMAND_TIMEOUT),
                options.number("confirm-replicas", 0, 0, MAX_CONFIRM_REPLICAS),
                options.text("ssl-bundle", "", MAX_NAME_LENGTH),
                RedisHealthLimits.of(settings, options),
                Masking.of(List.of(), options.maskedKeys()));
        RedisScratchServers.checkOptions(settings, options);
        options.refuseUnknown();
        return parsed;
    }
}
