package dev.lockstep.mongo.target;

import dev.lockstep.worker.HealthIssue;
import dev.lockstep.worker.HealthSignal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/**
 * How far each secondary of a replica set is behind the primary.
 *
 * @param lags the lag of each secondary, by its name
 */
record ReplicaSetLag(Map<String, Duration> lags) {
    private static final int PRIMARY = 1;
    private static final int SECONDARY = 2;

    ReplicaSetLag {
        lags = Map.copyOf(lags);
    }

    /** Reads the reply to {@code replSetGetStatus}. Members that recover, or are down, have no lag. */
    static ReplicaSetLag of(BsonDocument status) {
        List<BsonDocument> members = documents(status, "members").toList();
        Optional<BsonDateTime> primary = members.stream()
                .filter(member -> isInState(member, PRIMARY))
                .flatMap(member -> optime(member).stream())
                .findFirst();
        return new ReplicaSetLag(primary.map(latest -> members.stream()
                        .filter(member ->
                                isInState(member, SECONDARY) && optime(member).isPresent())
                        .collect(Collectors.toMap(
                                ReplicaSetLag::name,
                                member -> between(optime(member).orElseThrow(), latest),
                                (first, _) -> first)))
                .orElseGet(Map::of));
    }

    /** Subtracts the delays in the reply to {@code replSetGetConfig}, with which members are configured. */
    ReplicaSetLag withDelays(Optional<BsonDocument> configuration) {
        Map<String, Duration> delays = configuration.stream()
                .filter(reply -> reply.isDocument("config"))
                .flatMap(reply -> documents(reply.getDocument("config"), "members"))
                .collect(Collectors.toMap(member -> text(member, "host"), ReplicaSetLag::delay, (first, _) -> first));
        return new ReplicaSetLag(
                lags.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, lag -> lag.getValue()
                        .minus(delays.getOrDefault(lag.getKey(), Duration.ZERO)))));
    }

    /** The largest lag, if it is above the limit. */
    Optional<HealthIssue> beyond(Duration limit) {
        return lags.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .filter(largest -> largest.getValue().compareTo(limit) > 0)
                .map(largest -> new HealthIssue(
                        HealthSignal.REPLICA_LAG,
                        "replica lag %s of %s, limit %s"
                                .formatted(
                                        HealthIssue.text(largest.getValue()),
                                        largest.getKey(),
                                        HealthIssue.text(limit))));
    }

    private static Duration between(BsonDateTime secondary, BsonDateTime primary) {
        return Duration.ofMillis(Math.max(0, primary.getValue() - secondary.getValue()));
    }

    /** Before MongoDB 5, the field is {@code slaveDelay}. */
    private static Duration delay(BsonDocument member) {
        BsonValue delay = member.get("secondaryDelaySecs", member.get("slaveDelay", new BsonInt32(0)));
        return Duration.ofSeconds(delay.isNumber() ? delay.asNumber().longValue() : 0);
    }

    private static Stream<BsonDocument> documents(BsonDocument parent, String field) {
        return parent.getArray(field, new BsonArray()).stream()
                .filter(BsonValue::isDocument)
                .map(BsonValue::asDocument);
    }

    private static boolean isInState(BsonDocument member, int state) {
        return member.isNumber("state") && member.getNumber("state").intValue() == state;
    }

    private static Optional<BsonDateTime> optime(BsonDocument member) {
        return member.isDateTime("optimeDate") ? Optional.of(member.getDateTime("optimeDate")) : Optional.empty();
    }

    private static String name(BsonDocument member) {
        return text(member, "name");
    }

    private static String text(BsonDocument member, String field) {
        return member.isString(field) ? member.getString(field).getValue() : "";
    }
}
