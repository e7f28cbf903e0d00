package dev.lockstep.stack.digest;

import dev.lockstep.stack.redis.RedisReply;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** One spelling of a key's content: sets and hashes have no order of their own, lists and sorted sets do. */
final class RedisContent {

    private RedisContent() {}

    static String canonical(String type, RedisReply reply) {
        return switch (type) {
            case "set" -> sorted(elements(reply), 1);
            case "hash" -> sorted(elements(reply), 2);
            default -> spell(reply);
        };
    }

    private static List<RedisReply> elements(RedisReply reply) {
        return reply instanceof RedisReply.Many many ? many.elements() : List.of(reply);
    }

    private static String sorted(List<RedisReply> elements, int groupedBy) {
        List<String> groups = new ArrayList<>();
        for (int index = 0; index < elements.size(); index += groupedBy) {
            groups.add(elements.subList(index, Math.min(index + groupedBy, elements.size())).stream()
                    .map(RedisContent::spell)
                    .collect(Collectors.joining("=")));
        }
        return groups.stream().sorted().collect(Collectors.joining(","));
    }

    private static String spell(RedisReply reply) {
        return switch (reply) {
            case RedisReply.Status status -> status.text();
            case RedisReply.Failure failure -> "!" + failure.message();
            case RedisReply.Whole whole -> Long.toString(whole.value());
            case RedisReply.Bulk bulk -> HexFormat.of().formatHex(bulk.bytes());
            case RedisReply.Nothing _nothing -> "-";
            case RedisReply.Many many ->
                many.elements().stream().map(RedisContent::spell).collect(Collectors.joining(",", "[", "]"));
        };
    }
}
