package dev.lockstep.mongo.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.HealthIssue;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Replies as MongoDB documents them; the servers of the tests have no replica set. */
class ReplicaSetLagTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final BsonDocument STATUS = BsonDocument.parse(
            """
            {"set": "rs0", "myState": 1, "members": [
              {"name": "a:27017", "state": 1, "stateStr": "PRIMARY",
               "optimeDate": {"$date": "2026-11-30T10:01:00Z"}},
              {"name": "b:27017", "state": 2, "stateStr": "SECONDARY",
               "optimeDate": {"$date": "2026-11-30T10:00:45.8Z"}},
              {"name": "c:27017", "state": 2, "stateStr": "SECONDARY",
               "optimeDate": {"$date": "2026-11-30T10:00:59Z"}},
              {"name": "d:27017", "state": 7, "stateStr": "ARBITER"},
              {"name": "e:27017", "state": 3, "stateStr": "RECOVERING",
               "optimeDate": {"$date": "2026-11-30T09:00:00Z"}}], "ok": 1.0}
            """);

    @Nested
    class The_lag {
        @Test
        void is_that_of_the_secondary_that_is_furthest_behind() {
            assertThat(ReplicaSetLag.of(STATUS).beyond(LIMIT))
                    .map(HealthIssue::text)
                    .hasValue("replica lag 14.2 s of b:27017, limit 10 s");
        }

        @Test
        void within_the_limit_is_no_issue() {
            assertThat(ReplicaSetLag.of(STATUS).beyond(Duration.ofSeconds(15))).isEmpty();
        }

        @Test
        void of_a_delayed_secondary_counts_beyond_its_delay() {
            for (String delay : new String[] {"secondaryDelaySecs", "slaveDelay"}) {
                BsonDocument configuration = BsonDocument.parse(
                        "{\"config\": {\"members\": [{\"host\": \"b:27017\", \"%s\": 14}]}}".formatted(delay));
                assertThat(ReplicaSetLag.of(STATUS)
                                .withDelays(Optional.of(configuration))
                                .beyond(LIMIT))
                        .isEmpty();
            }
            assertThat(ReplicaSetLag.of(STATUS).withDelays(Optional.empty()).beyond(LIMIT))
                    .isPresent();
        }

        @Test
        void is_unknown_without_a_primary() {
            BsonDocument election = BsonDocument.parse(STATUS.toJson().replace("\"state\": 1", "\"state\": 2"));
            assertThat(ReplicaSetLag.of(election).beyond(LIMIT)).isEmpty();
        }
    }

    @Nested
    class The_cache {
        private static MongoHealthLimits limits() {
            return MongoOptions.of(
                            new TargetSettings(new TargetName("main-mongo"), "mongodb://h/d", null, null, Map.of()))
                    .health();
        }

        private static BsonDocument status(long used, long dirty) {
            return BsonDocument.parse(
                    """
                    {"wiredTiger": {"cache": {"maximum bytes configured": {"$numberLong": "1000000"},
                      "bytes currently in the cache": {"$numberLong": "%d"},
                      "tracked dirty bytes in the cache": {"$numberLong": "%d"}}}, "ok": 1.0}
                    """
                            .formatted(used, dirty));
        }

        @Test
        void exceeds_its_limits_where_the_engine_lets_applications_wait() {
            assertThat(WiredTigerCache.of(status(800_000, 50_000)).issues(limits()))
                    .isEmpty();
            assertThat(WiredTigerCache.of(status(970_000, 250_000)).issues(limits()))
                    .extracting(HealthIssue::text)
                    .containsExactly(
                            "97% of the cache is in use, limit 95%", "25% of the cache waits to be written, limit 20%");
        }

        @Test
        void of_a_server_with_another_engine_is_not_known() {
            assertThat(WiredTigerCache.of(BsonDocument.parse("{\"ok\": 1.0}")).issues(limits()))
                    .isEmpty();
        }
    }
}
