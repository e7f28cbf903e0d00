package dev.lockstep.stack.digest;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** Converts a key's content to text. It sorts members of sets and fields of hashes, because Redis does not order them. */
final class RedisContent {

    private RedisContent() {}

    static String canonicalText(String type, @Nullable Object reply) {
        return switch (type) {
            case "set" -> sorted(elements(reply), 1);
            case "hash" -> sorted(elements(reply), 2);
            default -> text(reply);
        };
    }

    private static List<?> elements(@Nullable Object reply) {
        return reply instanceof List<?> elements ? elements : List.of(text(reply));
    }

    private static String sorted(List<?> elements, int groupSize) {
        List<String> groups = new ArrayList<>();
        for (int index = 0; index < elements.size(); index += groupSize) {
            groups.add(elements.subList(index, Math.min(index + groupSize, elements.size())).stream()
                    .map(RedisContent::text)
                    .collect(Collectors.joining("=")));
        }
        return groups.stream().sorted().collect(Collectors.joining(","));
    }

    private static String text(@Nullable Object reply) {
        return switch (reply) {
            case null -> "-";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case List<?> elements ->
                elements.stream().map(RedisContent::text).collect(Collectors.joining(",", "[", "]"));
            case JedisDataException error -> "!" + error.getMessage();
            default -> reply.toString();
        };
    }
}
