package dev.lockstep.example.state;

import dev.lockstep.example.http.UnreadableData;
import dev.lockstep.example.store.Form;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.core.StringRedisTemplate;
import tools.jackson.databind.node.ObjectNode;

/** The keys {@code user_state_v2:*} and {@code user_state:*}. */
final class RedisUserStates {

    /** New, old, and new again: a migration that deletes old keys may have moved the state between the two reads. */
    private static final List<Form> ORDER = List.of(Form.NEW, Form.OLD, Form.NEW);

    private static final String WRONG_TYPE = "WRONGTYPE";
    private static final int MAX_VALUE = 1024 * 1024;
    private static final Duration EXPIRY = Duration.ofHours(1);

    private final StringRedisTemplate redis;

    RedisUserStates(StringRedisTemplate redis) {
        this.redis = redis;
    }

    Optional<UserState> find(long userId) {
        return ORDER.stream()
                .flatMap(form -> find(new UserStateKey(form, userId)).stream())
                .findFirst();
    }

    private Optional<UserState> find(UserStateKey key) {
        return text(key.name())
                .map(text -> new UserState(
                        key.userId(), key.name(), StateJson.version(StateJson.read(key.name(), text)), text));
    }

    /** The text of a key. Empty if there is no such key. */
    Optional<String> text(String key) {
        String text = read(key);
        if (text != null && text.length() > MAX_VALUE) {
            throw new UnreadableData("the value of key %s has more than %,d characters, expected at most that"
                    .formatted(key, MAX_VALUE));
        }
        return Optional.ofNullable(text).filter(found -> !found.isEmpty());
    }

    private @Nullable String read(String key) {
        try {
            return redis.opsForValue().get(key, 0, MAX_VALUE);
        } catch (RedisSystemException e) {
            if (String.valueOf(e.getMostSpecificCause().getMessage()).startsWith(WRONG_TYPE)) {
                throw new UnreadableData("key " + key + " is not a string");
            }
            throw e;
        }
    }

    /** Writes the state in the new form. It expires after an hour. */
    UserState save(long userId, ObjectNode state) {
        UserStateKey key = new UserStateKey(Form.NEW, userId);
        String text = StateJson.inNewForm(state);
        redis.opsForValue().set(key.name(), text, EXPIRY);
        return new UserState(userId, key.name(), StateJson.NEW_VERSION, text);
    }
}
