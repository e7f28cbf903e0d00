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

class HeartbeatSenderTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration INTERVAL = LEASE.dividedBy(3);

    // Negative, because System.nanoTime may be negative.
    private final AtomicLong now = new AtomicLong(-5);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final HeartbeatSender sender =
            new HeartbeatSender(new ReportEnvelope("worker", UUID::randomUUID), scheduler, now::get);
    private final RunningDispatch dispatch = new RunningDispatch(
            ContractMigration.of(InMemoryIncrement.OPERATION)
                    .on(new TargetName("t"), LEASE)
                    .apply(1),
            now.get());
    private final List<Report> sent = new ArrayList<>();
    private final List<CompletableFuture<?>> acknowledgements = new ArrayList<>();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    private void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void sendOrStop() {
        sender.sendOrStop(dispatch, report -> {
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
    class An_accepted_report {
        @Test
        void is_sent_once_in_place_of_the_first_heartbeat() {
            dispatch.keepAccepted(new Report.Accepted(
                    new ReportEnvelope("worker", UUID::randomUUID).headerFor(dispatch.header(), null)));
            for (int calls = 0; calls < 2; calls++) {
                advance(INTERVAL);
                sendOrStop();
                acknowledgeLast();
            }
            assertThat(sent).hasExactlyElementsOfTypes(Report.Accepted.class, Report.Heartbeat.class);
        }
    }

    @Nested
    class A_heartbeat {
        @Test
        void contains_the_progress() {
            dispatch.progress(new Progress(500, 1001L));
            advance(INTERVAL);
            sendOrStop();
            assertThat(sent).singleElement().isInstanceOfSatisfying(Report.Heartbeat.class, heartbeat -> assertThat(
                            heartbeat.progress())
                    .isEqualTo(new Progress(500, 1001L)));
        }
    }

    @Nested
    class A_dispatch_with_a_stop_reason {
        @Test
        void sends_no_heartbeats() {
            dispatch.requestStop("dispatch 2 arrived");
            advance(INTERVAL);
            sendOrStop();
            assertThat(sent).isEmpty();
        }
    }

    @Nested
    class A_dispatch {
        @Test
        void continues_while_its_heartbeats_are_acknowledged() {
            for (int calls = 0; calls < 100; calls++) {
                advance(INTERVAL);
                sendOrStop();
                acknowledgeLast();
            }
            assertThat(dispatch.stopReason()).isNull();
            assertThat(sent).hasSize(100);
        }

        @Test
        void stops_without_an_acknowledgement_for_two_thirds_of_its_lease() {
            advance(INTERVAL);
            sendOrStop();
            assertThat(dispatch.stopReason()).isNull();
            advance(INTERVAL);
            sendOrStop();
            assertThat(dispatch.stopReason()).contains("PT10S", "PT15S");
            assertThat(sent).hasSize(1);
        }

        @Test
        void stops_even_if_the_calls_are_slightly_early() {
            advance(INTERVAL.minusMillis(20));
            sendOrStop();
            advance(INTERVAL.minusMillis(20));
            sendOrStop();
            assertThat(dispatch.stopReason()).isNotNull();
        }

        @Test
        void measures_its_lease_from_the_time_at_which_the_acknowledged_heartbeat_was_sent() {
            advance(INTERVAL);
            sendOrStop();
            advance(INTERVAL);
            acknowledgeLast();
            sendOrStop();
            assertThat(dispatch.stopReason()).isNull();
            advance(INTERVAL);
            sendOrStop();
            assertThat(dispatch.stopReason()).isNotNull();
        }

        @Test
        void stops_if_its_heartbeats_fail() {
            advance(INTERVAL);
            sendOrStop();
            acknowledgements.getLast().completeExceptionally(new IllegalStateException("no broker"));
            advance(INTERVAL);
            sendOrStop();
            assertThat(dispatch.stopReason()).isNotNull();
        }
    }
}
