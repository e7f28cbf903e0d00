package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every store's journal must do; the fence rules rest on nothing else. */
public abstract class StepJournalContract {
    private static final Checksum CHECKSUM = new Checksum("0123456789abcdef".repeat(4));
    private static final StepResult APPLIED = new StepResult(
            1001,
            Map.of("left", 2L, "skipped.malformed", 9007199254740993L),
            List.of(new UnitNote("user_state:ל", "not JSON: \"'{$.")),
            List.of(new CheckResult("SELECT 1", "equals 0", "1")));
    private static final CompensationResult COMPENSATED = new CompensationResult(
            998,
            3,
            List.of(new Conflict("exercises/7", "{\"a\":1}", "gone")),
            Map.of("expired", 4L),
            List.of("column order differs"));

    private final StepKey step = new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step.one"));
    private final StepKey other = new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step.one"));
    private Supplier<StepJournal> workers = () -> {
        throw new IllegalStateException("no store yet");
    };

    /** Opens a fresh store; each call of the supplier is one more worker's journal in that same store. */
    protected abstract Supplier<StepJournal> freshStore();

    @BeforeEach
    void openStore() {
        workers = freshStore();
    }

    private static StepRecord row(StepKey key, StepPhase phase, long dispatch) {
        return StepRecord.begun(key, phase, new DispatchNumber(dispatch), CHECKSUM);
    }

    private static JournalEntry applying(StepKey key, long dispatch) {
        return new JournalEntry(new DispatchNumber(dispatch), row(key, StepPhase.APPLYING, dispatch));
    }

    @Nested
    class Identity {
        @Test
        void is_the_same_for_every_worker_at_any_time() {
            TargetIdentity first = workers.get().identity();
            assertThat(workers.get().identity()).isEqualTo(first);
            assertThat(workers.get().identity()).isEqualTo(first);
        }

        @Test
        void is_one_when_workers_meet_a_new_store_at_once() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Future<TargetIdentity>> found = threads.invokeAll(Stream.generate(workers)
                        .limit(4)
                        .<Callable<TargetIdentity>>map(journal -> journal::identity)
                        .toList());
                Set<TargetIdentity> distinct =
                        found.stream().map(Future::resultNow).collect(Collectors.toSet());
                assertThat(distinct).hasSize(1);
            }
        }

        @Test
        void belongs_to_one_store() {
            assertThat(freshStore().get().identity()).isNotEqualTo(workers.get().identity());
        }
    }

    @Nested
    class Reading {
        @Test
        void finds_nothing_in_a_fresh_store() {
            assertThat(workers.get().read(step)).isEqualTo(JournalEntry.EMPTY);
        }

        @Test
        void finds_what_another_worker_wrote() {
            workers.get().write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(workers.get().read(step)).isEqualTo(applying(step, 7));
        }

        @Test
        void finds_every_result_as_it_was_written() {
            StepJournal journal = workers.get();
            JournalEntry full = new JournalEntry(
                    new DispatchNumber(8),
                    row(step, StepPhase.APPLYING, 8)
                            .applied(StepPhase.APPLIED, APPLIED)
                            .compensated(COMPENSATED));
            assertThat(journal.write(step, JournalEntry.EMPTY, full)).isTrue();
            assertThat(journal.read(step)).isEqualTo(full);
            assertThat(journal.write(step, full, applying(step, 9))).isTrue();
        }

        @Test
        void of_a_step_that_never_came_finds_the_fence_alone() {
            workers.get().write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(workers.get().read(other)).isEqualTo(new JournalEntry(new DispatchNumber(7), null));
        }

        @Test
        void still_finds_a_step_that_others_came_after() {
            StepJournal journal = workers.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.write(other, journal.read(other), applying(other, 8));
            assertThat(journal.read(step))
                    .isEqualTo(new JournalEntry(new DispatchNumber(8), row(step, StepPhase.APPLYING, 7)));
            assertThat(journal.write(step, journal.read(step), applying(step, 9)))
                    .isTrue();
            assertThat(journal.read(other))
                    .isEqualTo(new JournalEntry(new DispatchNumber(9), row(other, StepPhase.APPLYING, 8)));
        }
    }

    @Nested
    class Writing {
        @Test
        void is_refused_when_the_row_is_no_longer_as_expected() {
            StepJournal journal = workers.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(workers.get().write(step, JournalEntry.EMPTY, applying(step, 8)))
                    .isFalse();
            assertThat(journal.read(step)).isEqualTo(applying(step, 7));
        }

        @Test
        void is_refused_when_only_the_phase_differs() {
            StepJournal journal = workers.get();
            JournalEntry done = new JournalEntry(
                    new DispatchNumber(7), row(step, StepPhase.APPLYING, 7).applied(StepPhase.APPLIED, APPLIED));
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.write(step, applying(step, 7), done);
            assertThat(journal.write(step, applying(step, 7), applying(step, 8)))
                    .isFalse();
            assertThat(journal.read(step)).isEqualTo(done);
        }

        @Test
        void is_refused_when_another_step_has_raised_the_fence() {
            StepJournal journal = workers.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            JournalEntry read = journal.read(step);
            workers.get().write(other, journal.read(other), applying(other, 8));
            assertThat(journal.write(step, read, applying(step, 9))).isFalse();
            assertThat(journal.read(step).fence()).isEqualTo(new DispatchNumber(8));
        }

        @Test
        void is_refused_for_a_new_step_when_another_new_step_was_first() {
            StepJournal journal = workers.get();
            JournalEntry read = journal.read(other);
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(journal.write(other, read, applying(other, 8))).isFalse();
            assertThat(journal.read(other)).isEqualTo(new JournalEntry(new DispatchNumber(7), null));
        }

        @Test
        void lets_one_of_many_at_once_through() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                List<Future<Boolean>> written = threads.invokeAll(
                        LongStream.rangeClosed(1, 8).mapToObj(this::writing).toList());
                assertThat(written.stream().filter(Future::resultNow)).hasSize(1);
            }
        }

        private Callable<Boolean> writing(long dispatch) {
            StepJournal journal = workers.get();
            StepKey key = dispatch % 2 == 0 ? step : other;
            return () -> journal.write(key, JournalEntry.EMPTY, applying(key, dispatch));
        }
    }

    @Nested
    class Purging {
        @Test
        void forgets_the_step_and_keeps_fence_and_identity() {
            StepJournal journal = workers.get();
            TargetIdentity identity = journal.identity();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.purge(step);
            assertThat(workers.get().read(step)).isEqualTo(new JournalEntry(new DispatchNumber(7), null));
            assertThat(workers.get().identity()).isEqualTo(identity);
        }

        @Test
        void keeps_every_other_step() {
            StepJournal journal = workers.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.write(other, journal.read(other), applying(other, 8));
            journal.purge(step);
            assertThat(journal.read(other)).isEqualTo(applying(other, 8));
            assertThat(journal.read(step).step()).isNull();
        }

        @Test
        void of_a_step_that_never_came_does_nothing() {
            StepJournal journal = workers.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.purge(other);
            assertThat(journal.read(step)).isEqualTo(applying(step, 7));
        }

        @Test
        void leaves_a_journal_that_others_can_write() {
            StepJournal journal = workers.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.purge(step);
            assertThat(journal.write(other, journal.read(other), applying(other, 8)))
                    .isTrue();
            assertThat(journal.read(other)).isEqualTo(applying(other, 8));
        }
    }
}
