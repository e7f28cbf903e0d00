package dev.lockstep.mongo.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.mongo.MongoTestDatabase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AbandonedCopiesTest {
    private final MongoTestDatabase database = new MongoTestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Nested
    class Copies_of_ended_workers {
        private static final String PREFIX = ScratchName.prefixOf(new TargetName("main-mongo"));

        private String leave(String end, String target, long minutes) {
            String name = PREFIX + end;
            long usedAt = System.currentTimeMillis() - TimeUnit.MINUTES.toMillis(minutes);
            database.other(name)
                    .getCollection("lockstep_rehearsal", BsonDocument.class)
                    .insertOne(BsonDocument.parse(
                            "{_id: 'copy', database: '%s', target: '%s', migration: 'm', dispatch: {$numberLong: '1'}, usedAt: {$date: {$numberLong: '%d'}}}"
                                    .formatted(name, target, usedAt)));
            return name;
        }

        private List<String> remainingAfter(int expected) {
            assertThat(database.connect().scratchCopies().deleteAbandoned()).isEqualTo(expected);
            List<String> remaining = database.rehearsalDatabases();
            remaining.forEach(name -> database.other(name).drop());
            return remaining;
        }

        @Test
        void are_deleted_15_minutes_after_their_last_use() {
            leave("stale", "main-mongo", 16);
            String used = leave("used", "main-mongo", 14);

            assertThat(remainingAfter(1)).containsExactly(used);
        }

        @Test
        void of_other_targets_stay() {
            String other = leave("other", "other-mongo", 1_000);

            assertThat(remainingAfter(0)).containsExactly(other);
        }

        @Test
        void stay_without_a_marker() {
            String name = PREFIX + "somebody";
            database.other(name).getCollection("units").insertOne(new Document());

            assertThat(remainingAfter(0)).containsExactly(name);
        }

        @Test
        void stay_with_the_marker_of_somebody_else() {
            String name = PREFIX + "somebody";
            database.other(name)
                    .getCollection("lockstep_rehearsal")
                    .insertOne(new Document("_id", "copy").append("database", name));

            assertThat(remainingAfter(0)).containsExactly(name);
        }

        @Test
        void that_are_copied_to_another_name_stay() {
            String stale = leave("stale", "main-mongo", 16);
            BsonDocument marker = database.other(stale)
                    .getCollection("lockstep_rehearsal", BsonDocument.class)
                    .find()
                    .first();
            String restored = PREFIX + "restored";
            database.other(restored)
                    .getCollection("lockstep_rehearsal", BsonDocument.class)
                    .insertOne(marker);

            assertThat(remainingAfter(1)).containsExactly(restored);
        }
    }
}
