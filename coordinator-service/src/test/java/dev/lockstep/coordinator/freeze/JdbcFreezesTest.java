package dev.lockstep.coordinator.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JdbcFreezesTest {
    private static final Actor ALICE = new Actor("alice", Actor.Kind.PERSON, null);
    private static final Actor BOB = new Actor("bob", Actor.Kind.PERSON, null);

    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    private final JdbcFreezes freezes = new JdbcFreezes(jdbc);

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private Freeze open(@Nullable Instant until) {
        return freezes.open(new FreezeRequest.Checked("reason", until), ALICE, freezes.now(), null);
    }

    private Freeze breakBoth(Freeze freeze) {
        Instant now = freezes.now();
        Freeze broken = freeze.with(new BreakRequest(ALICE, "a", now)).with(new BreakRequest(BOB, "b", now));
        freezes.update(broken);
        return broken;
    }

    private boolean isUnfrozen() {
        return !jdbc.queryForList(JdbcFreezes.UNFROZEN).isEmpty();
    }

    private boolean canStart() {
        return !jdbc.queryForList(JdbcFreezes.LOCK_UNFROZEN).isEmpty();
    }

    /** Fails instead of waiting for another transaction. */
    private void limitWaits() {
        jdbc.execute("SET LOCAL lock_timeout = '200ms'");
    }

    private void awaitWaitingTransaction() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Objects.equals(
                        jdbc.queryForObject("SELECT count(*) FROM pg_locks WHERE NOT granted", Long.class), 1L));
    }

    @Nested
    class A_freeze {
        @Test
        void is_open_until_it_is_broken() {
            assertThat(isUnfrozen()).isTrue();
            Freeze opened = open(null);
            assertThat(isUnfrozen()).isFalse();
            assertThat(freezes.findOpen()).contains(opened);
            Freeze broken = breakBoth(opened);
            assertThat(isUnfrozen()).isTrue();
            assertThat(freezes.findOpen()).isEmpty();
            assertThat(freezes.find(opened.id())).contains(broken);
        }

        @Test
        void stays_open_after_the_first_request_to_break_it() {
            Freeze once = open(null).with(new BreakRequest(BOB, "b", freezes.now()));
            freezes.update(once);
            assertThat(isUnfrozen()).isFalse();
            assertThat(freezes.findOpen()).contains(once);
        }

        @Test
        void ends_at_its_time_before_anything_has_written_its_end() {
            Freeze opened = open(freezes.now().minusMillis(1));
            assertThat(isUnfrozen()).isTrue();
            assertThat(canStart()).isTrue();
            assertThat(freezes.findOpen()).isEmpty();
            assertThat(freezes.expire()).hasValueSatisfying(ended -> {
                assertThat(ended.id()).isEqualTo(opened.id());
                assertThat(ended.endedAt()).isEqualTo(opened.until());
            });
            assertThat(freezes.expire()).isEmpty();
        }

        @Test
        void with_a_later_end_is_open_until_then() {
            Freeze opened = open(freezes.now().plusSeconds(3600));
            assertThat(isUnfrozen()).isFalse();
            assertThat(freezes.expire()).isEmpty();
            assertThat(freezes.findOpen()).contains(opened);
        }

        @Test
        void is_the_only_open_one() {
            open(null);
            assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> open(null));
        }

        @Test
        void is_listed_newest_first_in_pages() {
            for (int count = 0; count < 3; count++) {
                breakBoth(open(null));
            }
            Freeze newest = open(null);
            List<Freeze> first = freezes.before(Long.MAX_VALUE, 2);
            assertThat(first).hasSize(2).startsWith(newest);
            assertThat(freezes.before(first.getLast().id(), 10)).hasSize(2).allMatch(Freeze::isBroken);
        }
    }

    @Nested
    class A_start {
        @Test
        void holds_a_freeze_up_until_it_commits() {
            transactions.executeWithoutResult(_status -> {
                assertThat(canStart()).isTrue();
                var freeze = CompletableFuture.runAsync(() -> transactions.executeWithoutResult(_other -> {
                    limitWaits();
                    freezes.lock();
                }));
                assertThatExceptionOfType(CompletionException.class)
                        .isThrownBy(freeze::join)
                        .withMessageContaining("lock timeout");
            });
            transactions.executeWithoutResult(
                    _status -> assertThat(freezes.lock()).isNotNull());
        }

        @Test
        void waits_for_a_freeze_that_is_being_opened_and_then_sees_it() {
            CompletableFuture<Boolean> start = transactions.execute(_status -> {
                freezes.lock();
                var waiting = CompletableFuture.supplyAsync(
                        () -> Boolean.TRUE.equals(transactions.execute(_other -> canStart())));
                awaitWaitingTransaction();
                open(null);
                return waiting;
            });
            assertThat(Objects.requireNonNull(start).join()).isFalse();
        }

        @Test
        void does_not_wait_for_another_start() {
            transactions.executeWithoutResult(_status -> {
                assertThat(canStart()).isTrue();
                CompletableFuture.runAsync(() -> transactions.executeWithoutResult(_other -> {
                            limitWaits();
                            assertThat(canStart()).isTrue();
                        }))
                        .join();
            });
        }

        @Test
        void during_an_open_freeze_neither_waits_nor_takes_a_lock() {
            open(null);
            transactions.executeWithoutResult(_status -> {
                assertThat(canStart()).isFalse();
                CompletableFuture.runAsync(() -> transactions.executeWithoutResult(_other -> {
                            limitWaits();
                            freezes.lock();
                        }))
                        .join();
            });
        }
    }
}
