package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.ReportEnvelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration THIRD = LEASE.dividedBy(3);

    private final AtomicLong now = new AtomicLong(-5);
    private final ScheduledExecutorService neverTicks = Executors.newSingleThreadScheduledExecutor();
    private final Heartbeats heartbeats =
            new Heartbeats(new ReportEnvelope("worker", UUID::randomUUID), neverTicks, now::get);
    private final RunningDispatch dispatch = new RunningDispatch(
            ContractMigration.of(InMemoryIncrement.OPERATION)
                    .on(new TargetName("t"), LEASE)
                    .apply(1),
            now.get());
    private final List<Report> sent = new ArrayList<>();
    private final List<CompletableFuture<?>> acknowledgements = new ArrayList<>();

    @AfterEach
    void stop() {
        neverTicks.shutdownNow();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void tick() {
        heartbeats.tick(dispatch, report -> {
            sent.add(report);
            CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
            acknowledgements.add(acknowledgement);
            return acknowledgement;
        });
    }

    private void acknowledgeLast() {
        acknowledgements.getLast().complete(null);
    }

    @Nested
    class A_heartbeat {
        @Test
        void tells_the_progress() {
            dispatch.progress(new Progress(500, 1001L));
            pass(THIRD);
            tick();
            assertThat(sent).singleElement().isInstanceOfSatisfying(Report.Heartbeat.class, heartbeat -> assertThat(
                            heartbeat.progress())
                    .isEqualTo(new Progress(500, 1001L)));
        }
    }

    @Nested
    class A_dispatch_that_gave_way {
        @Test
        void is_no_longer_heard_of() {
            dispatch.giveWay("a newer one has come");
            pass(THIRD);
            tick();
            assertThat(sent).isEmpty();
        }
    }

    @Nested
    class A_dispatch {
        @Test
        void goes_on_as_long_as_it_is_heard() {
            for (int thirds = 0; thirds < 100; thirds++) {
                pass(THIRD);
                tick();
                acknowledgeLast();
            }
            assertThat(dispatch.superseded()).isNull();
            assertThat(sent).hasSize(100);
        }

        @Test
        void gives_way_when_it_was_not_heard_for_two_thirds_of_its_lease() {
            pass(THIRD);
            tick();
            assertThat(dispatch.superseded()).isNull();
            pass(THIRD);
            tick();
            assertThat(dispatch.superseded()).contains("PT10S", "PT15S");
            assertThat(sent).hasSize(1);
        }

        @Test
        void gives_way_although_its_ticks_come_a_little_early() {
            pass(THIRD.minusMillis(20));
            tick();
            pass(THIRD.minusMillis(20));
            tick();
            assertThat(dispatch.superseded()).isNotNull();
        }

        @Test
        void counts_from_the_sending_of_what_was_heard_and_not_from_the_hearing() {
            pass(THIRD);
            tick();
            pass(THIRD);
            acknowledgeLast();
            tick();
            assertThat(dispatch.superseded()).isNull();
            pass(THIRD);
            tick();
            assertThat(dispatch.superseded()).isNotNull();
        }

        @Test
        void is_not_saved_by_a_heartbeat_that_failed() {
            pass(THIRD);
            tick();
            acknowledgements.getLast().completeExceptionally(new IllegalStateException("no broker"));
            pass(THIRD);
            tick();
            assertThat(dispatch.superseded()).isNotNull();
        }
    }
}
