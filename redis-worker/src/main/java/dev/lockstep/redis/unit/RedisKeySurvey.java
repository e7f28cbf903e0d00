package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import io.lettuce.core.RedisCommandExecutionException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts the matching keys by type and expiry, and estimates their memory from a random sample. Only reads. */
final class RedisKeySurvey {
    private static final int SAMPLE_SIZE = 200;
    private static final String TYPE = "type:";
    private static final String EXPIRY = "expiry:";
    private final RedisSession session;
    private final RedisScript script;
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<RedisKey> sample = new ArrayList<>(SAMPLE_SIZE);
    // The sample need not be unpredictable, and a fixed seed gives the same sample for the same keys.
    private final Random random = new Random(0);
    private long keys;

    RedisKeySurvey(RedisSession session) {
        this.session = session;
        this.script = RedisScript.loadReader("survey-keys", session.version());
    }

    /** Asks the server for the types and expiries of keys; {@link #add} waits for them. */
    RedisSession.SubmittedList request(List<RedisKey> batch) {
        batch.forEach(this::addToSample);
        return session.submitForList(new ScriptCall(script, batch, List.of()));
    }

    // Every key has the same chance to be in the sample.
    private void addToSample(RedisKey key) {
        keys++;
        if (sample.size() < SAMPLE_SIZE) {
            sample.add(key);
            return;
        }
        long position = random.nextLong(keys);
        if (position < SAMPLE_SIZE) {
            sample.set((int) position, key);
        }
    }

    void add(RedisSession.SubmittedList request) {
        List<@Nullable Object> reply = session.listOf(request);
        for (int index = 0; index < reply.size(); index += 2) {
            counts.merge(textOf(reply.get(index)), Long.parseLong(textOf(reply.get(index + 1))), Long::sum);
        }
    }

    private static String textOf(@Nullable Object element) {
        if (element instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        throw new IllegalStateException("survey-keys replied %s instead of a string".formatted(element));
    }

    /**
     * Returns the findings.
     *
     * @param notes gets a note if the user may not ask for the memory of keys
     */
    DryRunFindings.Redis findings(List<String> notes) {
        Map<String, Long> byType = counted(TYPE);
        long existing = byType.values().stream().mapToLong(Long::longValue).sum();
        long memory = Math.round(existing * averageBytes(notes));
        return new DryRunFindings.Redis(byType, counted(EXPIRY), memory);
    }

    private double averageBytes(List<String> notes) {
        try {
            OptionalDouble average =
                    session
                            .<RedisKey, @Nullable Long>callEach(sample, key -> redis -> redis.memoryUsage(key.bytes()))
                            .stream()
                            .filter(Objects::nonNull)
                            .mapToLong(Long::longValue)
                            .average();
            return average.orElse(0);
        } catch (RedisCommandExecutionException _refused) {
            notes.add("the server does not permit MEMORY USAGE to the user, so the memory of the keys is unknown");
            return 0;
        }
    }

    private Map<String, Long> counted(String prefix) {
        Map<String, Long> counted = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                counted.put(name.substring(prefix.length()), count);
            }
        });
        return counted;
    }
}
