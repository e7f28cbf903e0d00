package dev.lockstep.example.state;

import dev.lockstep.example.http.UnreadableData;
import dev.lockstep.example.store.Form;
import dev.lockstep.example.store.SampledUnit;
import dev.lockstep.example.store.Store;
import dev.lockstep.example.store.StoreSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Redis with some user states as its sample: in the new form if there are any. Values of the old form that are not JSON
 * objects are skipped; the application could not read them before the migration either, and the migration leaves them out.
 */
final class RedisStore implements Store {

    private static final int SCANNED_AT_ONCE = 1_000;

    private final StringRedisTemplate redis;
    private final RedisUserStates states;

    RedisStore(StringRedisTemplate redis, RedisUserStates states) {
        this.redis = redis;
        this.states = states;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String units() {
        return "user state";
    }

    @Override
    public void ping() {
        redis.execute(RedisConnection::ping);
    }

    @Override
    public StoreSample sample(int limit) {
        StoreSample newForm = sample(Form.NEW, limit);
        return newForm.units().isEmpty() ? sample(Form.OLD, limit) : newForm;
    }

    private StoreSample sample(Form form, int limit) {
        List<SampledUnit> units = new ArrayList<>();
        int skipped = 0;
        for (String key : keys(form, limit)) {
            Optional<SampledUnit> unit = unit(form, key);
            unit.ifPresent(units::add);
            skipped += unit.isPresent() ? 0 : 1;
        }
        return new StoreSample(units, skipped);
    }

    private List<String> keys(Form form, int limit) {
        ScanOptions options = ScanOptions.scanOptions()
                .match(UserStateKey.prefix(form) + "*")
                .count(SCANNED_AT_ONCE)
                .build();
        try (Cursor<String> found = redis.scan(options)) {
            return found.stream().limit(limit).toList();
        }
    }

    private Optional<SampledUnit> unit(Form form, String key) {
        return switch (form) {
            case OLD -> oldObject(key).map(_ -> SampledUnit.valid("key " + key, Form.OLD));
            case NEW -> states.text(key).map(text -> newUnit(key, StateJson.parse(text)));
        };
    }

    private Optional<ObjectNode> oldObject(String key) {
        try {
            return states.text(key).flatMap(StateJson::parse);
        } catch (UnreadableData ignored) {
            return Optional.empty(); // Counted as skipped.
        }
    }

    private static SampledUnit newUnit(String key, Optional<ObjectNode> state) {
        return state.flatMap(RedisStore::problem)
                .or(() -> state.isPresent() ? Optional.empty() : Optional.of("the value is not a JSON object"))
                .map(problem -> SampledUnit.invalid("key " + key, Form.NEW, problem))
                .orElseGet(() -> SampledUnit.valid("key " + key, Form.NEW));
    }

    private static Optional<String> problem(ObjectNode state) {
        int version = StateJson.version(state);
        if (version != StateJson.NEW_VERSION) {
            return Optional.of("schemaVersion is %d, expected %d".formatted(version, StateJson.NEW_VERSION));
        }
        return state.path(StateJson.FEATURES).isObject()
                ? Optional.empty()
                : Optional.of("found no object %s, expected one".formatted(StateJson.FEATURES));
    }
}
