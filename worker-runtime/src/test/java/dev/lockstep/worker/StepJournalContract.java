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
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract of every store's step journal, on which the fence rules depend. */
public abstract class StepJournalContract extends LastRestoreContract {
    private static final Checksum PLAN = new Checksum("fedcba9876543210".repeat(4));
    private static final Checksum CHECKSUM = new Checksum("0123456789abcdef".repeat(4));
    private static final StepResult APPLIED = new StepResult(
            1001,
            Map.of("unchanged", 2L, "skipped.malformed", 9007199254740993L),
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

    private static StepRecord row(StepKey key, StepPhase phase, long dispatch) {
        return StepRecord.create(key, phase, new DispatchNumber(dispatch), CHECKSUM, PLAN);
    }

    private static JournalEntry applying(StepKey key, long dispatch) {
        return new JournalEntry(new DispatchNumber(dispatch), row(key, StepPhase.APPLYING, dispatch));
    }

    @Nested
    class Identity {
        @Test
        void is_the_same_for_every_worker() {
            TargetIdentity first = journals.get().identity();
            assertThat(journals.get().identity()).isEqualTo(first);
            assertThat(journals.get().identity()).isEqualTo(first);
        }

        @Test
        void is_the_same_for_concurrent_first_calls() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Future<TargetIdentity>> found = threads.invokeAll(Stream.generate(journals)
                        .limit(4)
                        .<Callable<TargetIdentity>>map(journal -> journal::identity)
                        .toList());
                Set<TargetIdentity> distinct =
                        found.stream().map(Future::resultNow).collect(Collectors.toSet());
                assertThat(distinct).hasSize(1);
            }
        }

        @Test
        void is_replaced_for_every_worker_and_leaves_the_fence_and_the_rows() {
            StepJournal journal = journals.get();
            TargetIdentity before = journal.identity();
            TargetIdentity after = new TargetIdentity(UUID.randomUUID());
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(journal.replaceIdentity(before, after)).isTrue();
            assertThat(journals.get().identity()).isEqualTo(after);
            assertThat(journals.get().open(step)).isEqualTo(new StepJournal.Opened(after, applying(step, 7)));
            assertThat(journal.replaceIdentity(before, new TargetIdentity(UUID.randomUUID())))
                    .isFalse();
            assertThat(journals.get().identity()).isEqualTo(after);
        }

        @Test
        void differs_between_stores() {
            assertThat(freshStore().get().identity())
                    .isNotEqualTo(journals.get().identity());
        }
    }

    @Nested
    class Reading {
        @Test
        void a_fresh_store_returns_an_empty_entry() {
            assertThat(journals.get().read(step)).isEqualTo(JournalEntry.EMPTY);
        }

        @Test
        void returns_the_entry_of_another_worker() {
            journals.get().write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(journals.get().read(step)).isEqualTo(applying(step, 7));
        }

        @Test
        void returns_results_unchanged() {
            StepJournal journal = journals.get();
            JournalEntry full = new JournalEntry(
                    new DispatchNumber(8),
                    row(step, StepPhase.APPLYING, 8)
                            .withApplied(StepPhase.APPLIED, APPLIED)
                            .withCompensated(COMPENSATED));
            assertThat(journal.write(step, JournalEntry.EMPTY, full)).isTrue();
            assertThat(journal.read(step)).isEqualTo(full);
            assertThat(journal.write(step, full, applying(step, 9))).isTrue();
        }

        @Test
        void an_unknown_step_returns_only_the_fence() {
            journals.get().write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(journals.get().read(other)).isEqualTo(new JournalEntry(new DispatchNumber(7), null));
        }

        @Test
        void several_returns_the_rows_of_those_that_have_one() {
            StepJournal journal = journals.get();
            assertThat(journal.readAll(List.of(step, other))).isEmpty();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.write(other, journal.read(other), applying(other, 8));
            StepKey unknown = new StepKey(step.migration(), new StepId("step.two"));
            assertThat(journals.get().readAll(List.of(step, unknown, other)))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(step, row(step, StepPhase.APPLYING, 7), other, row(other, StepPhase.APPLYING, 8)));
            assertThat(journal.readAll(List.of())).isEmpty();
        }

        @Test
        void more_than_one_batch_returns_all_of_them() {
            StepJournal journal = journals.get();
            List<StepKey> keys = LongStream.rangeClosed(1, StepJournal.READ_BATCH + 2)
                    .mapToObj(number -> new StepKey(step.migration(), new StepId("step." + number)))
                    .toList();
            List<StepKey> written = List.of(keys.getFirst(), keys.get(StepJournal.READ_BATCH), keys.getLast());
            written.forEach(key -> {
                JournalEntry read = journal.read(key);
                journal.write(key, read, applying(key, read.fence().value() + 1));
            });
            assertThat(journal.readAll(keys).keySet()).containsExactlyInAnyOrderElementsOf(written);
        }

        @Test
        void returns_an_older_step_after_writes_of_other_steps() {
            StepJournal journal = journals.get();
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
        void is_refused_if_the_row_has_changed() {
            StepJournal journal = journals.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(journals.get().write(step, JournalEntry.EMPTY, applying(step, 8)))
                    .isFalse();
            assertThat(journal.read(step)).isEqualTo(applying(step, 7));
        }

        @Test
        void is_refused_if_the_step_has_been_applied_under_the_same_dispatch_number() {
            StepJournal journal = journals.get();
            JournalEntry applied = new JournalEntry(
                    new DispatchNumber(7), row(step, StepPhase.APPLYING, 7).withApplied(StepPhase.APPLIED, APPLIED));
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.write(step, applying(step, 7), applied);
            assertThat(journal.write(step, applying(step, 7), applying(step, 8)))
                    .isFalse();
            assertThat(journal.read(step)).isEqualTo(applied);
        }

        @Test
        void is_refused_if_another_step_has_raised_the_fence() {
            StepJournal journal = journals.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            JournalEntry read = journal.read(step);
            journals.get().write(other, journal.read(other), applying(other, 8));
            assertThat(journal.write(step, read, applying(step, 9))).isFalse();
            assertThat(journal.read(step).fence()).isEqualTo(new DispatchNumber(8));
        }

        @Test
        void is_refused_for_a_new_step_if_another_step_was_written_after_the_read() {
            StepJournal journal = journals.get();
            JournalEntry read = journal.read(other);
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            assertThat(journal.write(other, read, applying(other, 8))).isFalse();
            assertThat(journal.read(other)).isEqualTo(new JournalEntry(new DispatchNumber(7), null));
        }

        @Test
        void accepts_one_of_several_concurrent_writes() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                List<Future<Boolean>> written = threads.invokeAll(LongStream.rangeClosed(1, 8)
                        .mapToObj(this::concurrentWrite)
                        .toList());
                assertThat(written.stream().filter(Future::resultNow)).hasSize(1);
            }
        }

        private Callable<Boolean> concurrentWrite(long dispatch) {
            StepJournal journal = journals.get();
            StepKey key = dispatch % 2 == 0 ? step : other;
            return () -> journal.write(key, JournalEntry.EMPTY, applying(key, dispatch));
        }
    }

    @Nested
    class Replacing_a_row {
        private final StepRecord compensated =
                row(step, StepPhase.COMPENSATING, 8).withCompensated(COMPENSATED);
        private final StepRecord replaced = compensated.withoutConflictValues();

        @Test
        void leaves_the_fence_as_it_is() {
            StepJournal journal = journals.get();
            journal.write(step, JournalEntry.EMPTY, new JournalEntry(new DispatchNumber(8), compensated));
            assertThat(journal.replaceRow(step, compensated, replaced)).isTrue();
            assertThat(journals.get().read(step)).isEqualTo(new JournalEntry(new DispatchNumber(8), replaced));
            assertThat(replaced).isNotEqualTo(compensated);
        }

        @Test
        void of_a_step_behind_other_steps_leaves_their_rows_and_lets_them_write() {
            StepJournal journal = journals.get();
            StepJournal running = journals.get();
            journal.write(step, JournalEntry.EMPTY, new JournalEntry(new DispatchNumber(8), compensated));
            JournalEntry intent = applying(other, 9);
            running.write(other, running.read(other), intent);
            assertThat(journal.replaceRow(step, compensated, replaced)).isTrue();
            assertThat(journals.get().read(step)).isEqualTo(new JournalEntry(new DispatchNumber(9), replaced));
            assertThat(running.write(other, intent, applying(other, 10))).isTrue();
        }

        @Test
        void that_differs_changes_nothing() {
            StepJournal journal = journals.get();
            JournalEntry entry = applying(step, 7);
            journal.write(step, JournalEntry.EMPTY, entry);
            assertThat(journal.replaceRow(step, compensated, replaced)).isFalse();
            assertThat(journal.replaceRow(other, compensated, replaced)).isFalse();
            assertThat(journal.read(step)).isEqualTo(entry);
        }
    }

    @Nested
    class Purging {
        @Test
        void removes_the_step_and_keeps_fence_and_identity() {
            StepJournal journal = journals.get();
            TargetIdentity identity = journal.identity();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.purge(step, PurgeListener.NONE);
            assertThat(journals.get().read(step)).isEqualTo(new JournalEntry(new DispatchNumber(7), null));
            assertThat(journals.get().identity()).isEqualTo(identity);
        }

        @Test
        void keeps_other_steps() {
            StepJournal journal = journals.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.write(other, journal.read(other), applying(other, 8));
            journal.purge(step, PurgeListener.NONE);
            assertThat(journal.read(other)).isEqualTo(applying(other, 8));
            assertThat(journal.read(step).step()).isNull();
        }

        @Test
        void an_unknown_step_does_nothing() {
            StepJournal journal = journals.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.purge(other, PurgeListener.NONE);
            assertThat(journal.read(step)).isEqualTo(applying(step, 7));
        }

        @Test
        void leaves_a_writable_journal() {
            StepJournal journal = journals.get();
            journal.write(step, JournalEntry.EMPTY, applying(step, 7));
            journal.purge(step, PurgeListener.NONE);
            assertThat(journal.write(other, journal.read(other), applying(other, 8)))
                    .isTrue();
            assertThat(journal.read(other)).isEqualTo(applying(other, 8));
        }
    }
}
