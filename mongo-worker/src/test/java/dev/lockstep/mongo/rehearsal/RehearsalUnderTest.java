package dev.lockstep.mongo.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rehearses one operation on one MongoDB target, and gives access to the copy. */
final class RehearsalUnderTest implements AutoCloseable {
    static final String AFTER_COPY = "rehearsal.after-copy";
    static final String BEFORE_COMPARISON = "rehearsal.before-comparison";
    static final MongoOperation OPERATION = MongoOperations.update("units", "{'kind': 'new'}", "{'$set': {'v': 2}}");

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    MongoTestDatabase database() {
        return database;
    }

    MongoWorkerUnderTest worker() {
        return worker;
    }

    void seed(int documents, String kind) {
        database.insert(
                "units",
                IntStream.range(0, documents)
                        .mapToObj("{_id: '%s-%%d', kind: '%s', v: 1}".formatted(kind, kind)::formatted)
                        .toArray(String[]::new));
    }

    MongoDatabase copy() {
        return database.other(database.rehearsalDatabases().getFirst());
    }

    /** Rehearses, and runs the action on the copy while the rehearsal is paused. */
    Report rehearse(@Nullable Integer sample, String failpoint, Consumer<MongoDatabase> duringPause) {
        return worker.runWithPauseAt(
                ContractMigration.of(OPERATION).rehearsal(1, sample), failpoint, () -> duringPause.accept(copy()));
    }

    static RehearsalResult resultOf(Report report) {
        assertThat(report).isInstanceOf(Report.Rehearsed.class);
        return ((Report.Rehearsed) report).result();
    }

    @Override
    public void close() {
        database.close();
    }
}
