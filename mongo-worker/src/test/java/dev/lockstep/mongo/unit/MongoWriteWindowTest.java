package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.HeldDispatch;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class MongoWriteWindowTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final ContractMigration migration =
            ContractMigration.of(MongoOperations.update("documents", "{}", "{'$set': {'a': 1}}"));

    @AfterEach
    void close() {
        database.close();
    }

    @Nested
    class An_open_window {
        @Test
        void stores_the_write_limit_of_its_dispatch_for_the_next_one() throws InterruptedException {
            database.withOption("write-limit", "7s").insert("documents", "{_id: 1}");
            AtomicReference<Report> report = new AtomicReference<>();
            try (HeldDispatch held = HeldDispatch.at(
                    "mongo.unit.after-pre-image",
                    1,
                    () -> report.set(new MongoWorkerUnderTest(database).run(migration.apply(1))))) {
                BsonDocument fence = Objects.requireNonNull(database.collection("lockstep_journal")
                        .find(BsonDocument.parse("{_id: 'fence'}"))
                        .first());
                assertThat(fence.getInt64("writeLimit").getValue()).isEqualTo(7_000);
                assertThat(fence.getDateTime("writesUntil").getValue()).isPositive();
                held.release();
            }
            assertThat(report.get()).isInstanceOf(Report.Succeeded.class);
        }
    }

    @Nested
    class The_window_of_an_earlier_dispatch {
        private static final long ENDED_AT = 1_000;

        private final MongoTargetDatabase target =
                MongoTargetDatabase.of(database.settings(), new TlsContexts(new DefaultSslBundleRegistry()));

        @AfterEach
        void close() {
            target.close();
        }

        private void storeFence(String window) {
            database.insert("lockstep_journal", "{_id: 'fence', dispatch: NumberLong(2), %s}".formatted(window));
        }

        private MongoWriteWindow windowOf(long dispatch) {
            return new MongoWriteWindow(target, new StoppedDispatch(new DispatchNumber(dispatch)));
        }

        @Test
        void delays_the_next_dispatch_by_the_stored_write_limit_and_not_by_its_own() {
            storeFence(
                    "windowDispatch: NumberLong(1), writesUntil: {$date: {$numberLong: '%d'}}, writeLimit: NumberLong(7000)"
                            .formatted(ENDED_AT));
            assertThat(windowOf(2).earlierWritesUntil()).isEqualTo(new BsonDateTime(ENDED_AT + 7_000));
        }

        @Test
        void delays_the_next_dispatch_although_the_window_itself_has_ended() {
            long farFuture = Duration.ofDays(100_000).toMillis();
            storeFence(
                    "windowDispatch: NumberLong(1), writesUntil: {$date: {$numberLong: '%d'}}, writeLimit: NumberLong('%d')"
                            .formatted(ENDED_AT, farFuture));
            assertThatThrownBy(() -> windowOf(2).awaitEarlierDispatch()).isInstanceOf(DispatchSuperseded.class);
        }

        @Test
        void does_not_delay_its_own_dispatch() {
            storeFence(
                    "windowDispatch: NumberLong(2), writesUntil: {$date: {$numberLong: '%d'}}, writeLimit: NumberLong(7000)"
                            .formatted(ENDED_AT));
            assertThat(windowOf(2).earlierWritesUntil()).isNull();
        }

        @Test
        void does_not_delay_the_next_dispatch_after_it_was_closed() {
            storeFence("windowDispatch: NumberLong(1), writeLimit: NumberLong(7000)");
            assertThat(windowOf(2).earlierWritesUntil()).isNull();
        }
    }

    /** The context of a dispatch that stops at its first checkpoint. */
    private record StoppedDispatch(DispatchNumber dispatch) implements StepContext {
        private static final StepKey KEY = ContractMigration.of(
                        MongoOperations.update("documents", "{}", "{'$set': {'a': 1}}"))
                .key();

        @Override
        public StepKey key() {
            return KEY;
        }

        @Override
        public Instant startedAt() {
            return ContractMigration.STARTED_AT;
        }

        @Override
        public ConflictPolicy onConflict() {
            return ConflictPolicy.KEEP;
        }

        @Override
        public JournalEntry entry() {
            throw new UnsupportedOperationException("has no journal entry");
        }

        @Override
        public JournalEntry entryWith(StepResult result) {
            throw new UnsupportedOperationException("has no journal entry");
        }

        @Override
        public JournalEntry entryWith(CompensationResult result) {
            throw new UnsupportedOperationException("has no journal entry");
        }

        @Override
        public void progress(Progress progress) {
            checkpoint();
        }

        @Override
        public void checkpoint() {
            throw new DispatchSuperseded(KEY, dispatch, "stopped by the test");
        }
    }

    @Nested
    class A_window_that_is_shorter_than_a_write {
        /** A write of three such values takes longer than the window on any machine. */
        private final ContractMigration largeWrite = ContractMigration.of(
                MongoOperations.update("documents", "{}", "{'$set': {'a': '%s'}}".formatted("x".repeat(2_000_000))));

        @Test
        void fails_the_step_for_good_instead_of_repeating_the_write() {
            database.withOption("write-window", "1ms").insert("documents", "{_id: 1}", "{_id: 2}", "{_id: 3}");
            StepFailure failure = new MongoWorkerUnderTest(database).runExpectingFailure(largeWrite.apply(1));
            assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                assertThat(permanent.code()).isEqualTo("write-window-too-short");
                assertThat(permanent.message())
                        .startsWith("document 1 was not written in 5 attempts")
                        .endsWith("increase write-window of the target");
            });
            database.withOption("write-window", "5s");
            new MongoWorkerUnderTest(database).runExpectingCompensation(largeWrite.compensate(2));
            assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{a: {$exists: true}}")))
                    .isZero();
        }
    }
}
