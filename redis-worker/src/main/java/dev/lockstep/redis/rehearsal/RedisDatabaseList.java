package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.connection.RedisSession;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The logical databases of a server that can have copies. The session moves between them, so nothing else uses it.
 */
record RedisDatabaseList(RedisSession session, OptionalInt configured) {
    private static final int DEFAULT_DATABASES = 16;

    /** The configured database, or else all of them, from the last to the first. */
    List<Integer> candidates() {
        if (configured.isPresent()) {
            return List.of(configured.getAsInt());
        }
        String setting = session.setting("databases");
        int databases = setting.isEmpty() ? DEFAULT_DATABASES : Integer.parseInt(setting);
        return IntStream.iterate(databases - 1, number -> number >= 0, number -> number - 1)
                .boxed()
                .toList();
    }

    /** The configured database, or else all of them, if they have keys. */
    List<Integer> withKeys() {
        return session.databasesWithKeys().stream()
                .filter(number -> configured.isEmpty() || configured.getAsInt() == number)
                .toList();
    }

    /** Moves to a database; returns the refusal of the server, or an empty string. */
    String select(int database) {
        try {
            session.call(redis -> redis.select(database));
            return "";
        } catch (RedisCommandExecutionException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
