package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Grant;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.dispatch.JdbcDeadlines;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.JdbcQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts the rows and index entries that queries read in a database with a long history of settled migrations. */
class LongHistoryTest {
    private static final int SETTLED = 200_000;
    private static final int TARGETS = 20;
    private static final int MAX_ROWS = 3_000;
    private static final MigrationId NEWEST = new MigrationId(new UUID(0, SETTLED));
    private static final MigrationId OLDEST = new MigrationId(new UUID(0, 1));
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcTemplate JDBC = DATABASE.jdbc();

    @BeforeAll
    static void createHistory() {
        String id = "lpad(to_hex(i), 32, '0')::uuid";
        JDBC.execute(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, version, position,
                    submitted_at)
                SELECT %1$s, 'plan-' || i, jsonb_build_object('ticket', 'T-' || i %% 1000),
                    ARRAY['target-' || i %% %2$d, 'shared'], 'checksum', '{"spec": {"steps": []}}',
                    CASE (i / %2$d) %% 10 WHEN 0 THEN 'ROLLED_BACK' WHEN 1 THEN 'REJECTED' ELSE 'COMPLETED' END, 3, i,
                    timestamptz '2026-01-01Z' + i * interval '1 minute'
                FROM generate_series(1, %3$d) AS i
                """
                        .formatted(id, TARGETS, SETTLED));
        JDBC.execute("INSERT INTO migration_target (target, position) SELECT unnest(targets), position FROM migration");
        JDBC.execute(
                """
                INSERT INTO migration_label (key, value, position)
                SELECT key, value, position FROM migration, jsonb_each_text(labels)
                """);
        JDBC.execute(
                """
                INSERT INTO migration_word (word, position)
                SELECT unnest(ARRAY['common', 'w' || position, 'often' || position %% %d]), position FROM migration
                """
                        .formatted(TARGETS));
        JDBC.execute(
                """
                INSERT INTO dispatch (number, migration_id, step, target, direction, lease, lease_until, settled_at)
                SELECT i, %s, 'step', 'shared', 'apply', interval '15 seconds', clock_timestamp(), clock_timestamp()
                FROM generate_series(1, %d) AS i
                """
                        .formatted(id, SETTLED));
        JDBC.execute("VACUUM ANALYZE");
    }

    /** Returns the number of rows and index entries that an action reads. */
    private static long rowsReadBy(Runnable action) {
        return Objects.requireNonNull(new TransactionTemplate(DATABASE.transactions()).execute(status -> {
            status.setRollbackOnly();
            // The rows that parallel processes read are counted only at the end of the transaction.
            JDBC.execute("SET LOCAL max_parallel_workers_per_gather = 0");
            long before = rowsRead();
            action.run();
            return rowsRead() - before;
        }));
    }

    private static long rowsRead() {
        return Objects.requireNonNull(JDBC.queryForObject(
                """
                SELECT sum(pg_stat_get_xact_tuples_returned(c.oid))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'i')
                """,
                Long.class));
    }

    private static void assertReadsFewRows(Runnable action) {
        assertThat(rowsReadBy(action)).isLessThan(MAX_ROWS);
    }

    private static List<MigrationId> find(
            @Nullable String state, @Nullable String target, @Nullable String label, @Nullable String name) {
        return findAs("admin", state, target, label, name);
    }

    private static List<MigrationId> findAs(
            String grant,
            @Nullable String state,
            @Nullable String target,
            @Nullable String label,
            @Nullable String name) {
        Caller caller = new Caller("caller", Actor.named("caller"), List.of(Grant.parse(grant)));
        return new JdbcMigrationList(JDBC)
                .find(
                        new JdbcMigrationList.Filter(state, target, label, name, null, null, null, (long) SETTLED, 50),
                        caller)
                .items();
    }

    private static List<MigrationId> search(@Nullable String text, @Nullable String since, @Nullable String until) {
        Caller caller = new Caller("caller", Actor.named("caller"), List.of(Grant.parse("admin")));
        return new JdbcMigrationList(JDBC)
                .find(
                        new JdbcMigrationList.Filter(null, null, null, null, text, time(since), time(until), null, 50),
                        caller)
                .items();
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    @Test
    void the_count_of_rows_includes_scans_of_tables_and_of_indexes() {
        assertThat(rowsReadBy(() -> JDBC.queryForList("SELECT name FROM migration WHERE checksum = ''")))
                .isGreaterThanOrEqualTo(SETTLED);
        assertThat(rowsReadBy(() -> JDBC.queryForList("SELECT count(*) FROM migration WHERE position > 0")))
                .isGreaterThanOrEqualTo(SETTLED);
    }

    @Nested
    class A_list {
        @Test
        void reads_few_rows_with_any_filter() {
            assertReadsFewRows(() -> assertThat(find(null, null, null, null)).hasSize(50));
            assertReadsFewRows(
                    () -> assertThat(find("COMPLETED", null, null, null)).hasSize(50));
            assertReadsFewRows(
                    () -> assertThat(find("NEEDS_OPERATOR", null, null, null)).isEmpty());
            assertReadsFewRows(
                    () -> assertThat(find(null, "shared", null, null)).hasSize(50));
            assertReadsFewRows(
                    () -> assertThat(find(null, "target-7", null, null)).hasSize(50));
            assertReadsFewRows(
                    () -> assertThat(find(null, "unknown", null, null)).isEmpty());
            assertReadsFewRows(
                    () -> assertThat(find(null, null, "ticket:T-5", null)).hasSize(50));
            assertReadsFewRows(
                    () -> assertThat(find(null, null, null, "plan-77")).hasSize(1));
            assertReadsFewRows(
                    () -> assertThat(find("COMPLETED", "target-7", null, null)).hasSize(50));
            assertReadsFewRows(() -> assertThat(find("COMPLETED", "shared", "ticket:T-505", null))
                    .hasSize(50));
        }

        @Test
        void reads_few_rows_for_words_and_times() {
            assertReadsFewRows(() -> assertThat(search("w77777", null, null)).hasSize(1));
            assertReadsFewRows(
                    () -> assertThat(search("common often7", null, null)).hasSize(50));
            assertReadsFewRows(() -> assertThat(search("often7", null, null)).hasSize(50));
            assertReadsFewRows(() -> assertThat(search("unknown", null, null)).isEmpty());
            assertReadsFewRows(() -> assertThat(search(null, "2026-01-01T01:00:00Z", "2026-01-01T01:10:00Z"))
                    .hasSize(10));
            assertReadsFewRows(
                    () -> assertThat(search(null, "2026-01-01T01:00:00Z", null)).hasSize(50));
            assertReadsFewRows(() ->
                    assertThat(search("common", null, "2026-01-01T01:00:00Z")).hasSize(50));
        }

        @Test
        void continues_behind_migrations_that_the_caller_may_not_view_without_naming_them() {
            Caller caller = new Caller("caller", Actor.named("caller"), List.of(Grant.parse("viewer@target=target-7")));
            JdbcMigrationList list = new JdbcMigrationList(JDBC);
            JDBC.update("UPDATE migration SET targets = ARRAY['target-7'] WHERE position = 197007");
            List<MigrationId> found = new ArrayList<>();
            Long next = (long) SETTLED;
            int pages = 0;
            while (found.isEmpty() && next != null) {
                JdbcMigrationList.Page page = list.find(
                        new JdbcMigrationList.Filter(null, null, null, null, null, null, null, next, 50), caller);
                found.addAll(page.items());
                next = page.next();
                pages++;
            }
            assertThat(found).containsExactly(new MigrationId(new UUID(0, 197_007)));
            assertThat(pages).isEqualTo(3);
        }

        @Test
        void reads_few_rows_for_a_caller_who_may_view_few_migrations() {
            assertReadsFewRows(() -> assertThat(findAs("viewer@label=ticket:T-5", null, null, null, null))
                    .hasSize(1));
            assertReadsFewRows(() -> assertThat(findAs("viewer@target=unknown", null, null, null, null))
                    .isEmpty());
        }
    }

    @Nested
    class A_target {
        private final JdbcTargetHistory history = new JdbcTargetHistory(JDBC);
        private final TargetName shared = new TargetName("shared");

        @Test
        void reads_few_rows_for_its_history_and_its_queue() {
            assertReadsFewRows(
                    () -> assertThat(history.applied(shared, SETTLED / 2, 200).items())
                            .hasSize(200));
            assertReadsFewRows(
                    () -> assertThat(history.completed(shared, SETTLED / 2, 200).items())
                            .hasSize(200));
            assertReadsFewRows(() -> assertThat(history.version(shared)).isEmpty());
            assertReadsFewRows(() -> assertThat(history.downgrade(shared)).isEmpty());
            assertReadsFewRows(() -> assertThat(history.claiming(shared)).isEmpty());
            assertReadsFewRows(() -> assertThat(history.lockedBy(shared)).isEmpty());
        }
    }

    @Nested
    class The_background_work {
        @Test
        void reads_few_rows() {
            assertReadsFewRows(
                    () -> assertThat(new JdbcStateCounts(JDBC).openByState()).isEmpty());
            assertReadsFewRows(
                    () -> assertThat(new JdbcQueue(JDBC).firstInQueue()).isEmpty());
            assertReadsFewRows(() -> assertThat(new JdbcDeadlines(JDBC).passed().hasLapsedLease())
                    .isFalse());
            assertReadsFewRows(() -> assertThat(
                            new JdbcLeases(JDBC).lockNextLapsed(Instant.parse("2200-01-01T00:00:00Z"), Set.of()))
                    .isEmpty());
            assertReadsFewRows(() ->
                    assertThat(new JdbcRetries(JDBC).takeNextDue(Set.of())).isEmpty());
        }
    }

    @Nested
    class A_migration {
        @Test
        void reads_few_rows_for_its_view_and_its_rollback() {
            assertReadsFewRows(() -> assertThat(new JdbcDispatches(JDBC).progress(List.of(NEWEST)))
                    .isEmpty());
            assertReadsFewRows(
                    () -> assertThat(new JdbcTimeline(JDBC).after(NEWEST, 0).entries())
                            .isEmpty());
            assertReadsFewRows(() ->
                    assertThat(new JdbcTimeline(JDBC).versions(Set.of(NEWEST))).hasSize(1));
            JdbcClaims claims = new JdbcClaims(JDBC);
            assertReadsFewRows(() -> claims.claimAgain(NEWEST));
            assertReadsFewRows(() -> assertThatRuntimeException()
                    .isThrownBy(() -> claims.claimAgain(OLDEST))
                    .withMessageContaining("and more"));
        }
    }
}
