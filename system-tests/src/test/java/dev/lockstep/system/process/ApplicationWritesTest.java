package dev.lockstep.system.process;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** Writes of an application survive a rollback, and every unit in conflict is reported. */
class ApplicationWritesTest {
    private static final int UNITS = 1_200;
    private static final int NEW_DOCUMENT = 1_000_001;
    private static final String APPLICATION_VALUE = "\"application\"";
    private LockstepSystem system;
    private TestData data;
    /** The units that the application wrote, by their names in the digests. */
    private final Set<String> written = new HashSet<>();
    /** The written units with another value than the step's in a field that the step changed, as named in reports. */
    private final Set<String> conflicting = new HashSet<>();

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, UNITS);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private static String documentUnit(int id) {
        return "document carts {\"_id\": %d}".formatted(id);
    }

    private void writeUntouchedFields() {
        data.documents(carts -> {
            IntStream.rangeClosed(1, 10).forEach(i -> {
                carts.updateOne(eq("_id", i), set("owner", "application"));
                written.add(documentUnit(i));
            });
            return carts.insertOne(new BsonDocument("_id", new BsonInt32(NEW_DOCUMENT)));
        });
        written.add(documentUnit(NEW_DOCUMENT));
        data.sql("UPDATE items SET name = 'application' WHERE id <= 10");
        IntStream.rangeClosed(1, 10).forEach(i -> written.add("row public.items [" + i + "]"));
    }

    private void writeTouchedFields() {
        data.documents(carts -> {
            IntStream.rangeClosed(11, 20).forEach(i -> {
                carts.updateOne(eq("_id", i), set("n", 1_000_000));
                written.add(documentUnit(i));
                conflicting.add("carts/" + i);
            });
            return carts;
        });
    }

    private void writeKeysCreatedByTheStep() {
        List<String> created = data.keys("session_v2:*").subList(0, 5);
        try (Jedis redis = system.redis().connect(0)) {
            created.forEach(key -> {
                redis.set(key, APPLICATION_VALUE);
                written.add("key " + key);
                conflicting.add(key);
            });
            redis.set("session:new", "{}");
            redis.set("session_v2:new", "{}");
        }
        written.add("key session:new");
        written.add("key session_v2:new");
    }

    private void assertWritesAreKept() {
        data.documents(carts -> {
            assertThat(carts.countDocuments(eq("owner", "application"))).isEqualTo(10);
            assertThat(carts.countDocuments(eq("n", 1_000_000))).isEqualTo(10);
            assertThat(carts.countDocuments(eq("_id", NEW_DOCUMENT))).isEqualTo(1);
            return carts;
        });
        assertThat(data.number("SELECT count(*) FROM items WHERE name = 'application' AND n = id"))
                .isEqualTo(10);
        conflicting.stream()
                .filter(unit -> unit.startsWith("session_v2:"))
                .forEach(key -> assertThat(data.value(key)).as(key).isEqualTo(APPLICATION_VALUE));
        assertThat(data.keys("session*:new")).containsExactlyInAnyOrder("session:new", "session_v2:new");
    }

    @Nested
    class A_rollback_after_application_writes {
        @Test
        void keeps_the_writes_and_reports_exactly_the_units_in_conflict() {
            TargetDigests before = TargetDigests.of(system);
            system.restart(
                    LockstepService.REDIS_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "redis.unit.after-batch=pause:5s@2"));
            String id = system.api().submit(TestPlans.thirdStoreFails());
            system.awaitLog(system.instance(LockstepService.REDIS_WORKER), "failpoint");
            writeUntouchedFields();
            writeTouchedFields();
            writeKeysCreatedByTheStep();
            JsonNode migration = system.api().awaitState(id, "ROLLED_BACK");
            assertWritesAreKept();
            assertThat(migration.path("conflicts").path("total").intValue()).isEqualTo(conflicting.size());
            assertThat(migration.path("conflicts").path("samples").valueStream().map(sample -> sample.path("unit")
                            .stringValue()))
                    .containsExactlyInAnyOrderElementsOf(conflicting);
            before.assertSameAs(TargetDigests.of(system), written::contains);
        }
    }
}
