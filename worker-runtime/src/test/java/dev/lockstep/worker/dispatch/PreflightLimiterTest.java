package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PreflightLimiterTest {
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    private final PreflightLimiter limiter = new PreflightLimiter();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger maxRunning = new AtomicInteger();
    private final CountDownLatch limitReached = new CountDownLatch(PreflightLimiter.MAX_CONCURRENT);
    private final CountDownLatch release = new CountDownLatch(1);

    private Thread start(Command command) {
        return Thread.ofVirtual()
                .start(() -> limiter.run(command, () -> {
                    maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                    limitReached.countDown();
                    await(release);
                    running.decrementAndGet();
                }));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Stream<Thread> startPreflights() {
        return IntStream.rangeClosed(1, 50).mapToObj(number -> start(migration.preflight(number))).toList().stream();
    }

    @Nested
    class A_preflight {
        @Test
        void waits_while_the_limit_is_reached() throws InterruptedException {
            Stream<Thread> preflights = startPreflights();
            await(limitReached);
            release.countDown();
            for (Thread thread : preflights.toList()) {
                thread.join();
            }
            assertThat(maxRunning).hasValue(PreflightLimiter.MAX_CONCURRENT);
        }

        @Test
        void that_throws_releases_its_permit() {
            for (int number = 1; number <= PreflightLimiter.MAX_CONCURRENT * 2; number++) {
                Command preflight = migration.preflight(number);
                assertThatThrownBy(() -> limiter.run(preflight, () -> {
                            throw new IllegalStateException("preflight failed");
                        }))
                        .hasMessage("preflight failed");
            }
        }
    }

    @Nested
    class An_erasure {
        @Test
        void waits_as_a_preflight_does() throws InterruptedException {
            List<Thread> threads = IntStream.rangeClosed(1, 50)
                    .mapToObj(number ->
                            start(number % 2 == 0 ? migration.preflight(number) : migration.erase(number, "unit")))
                    .toList();
            await(limitReached);
            release.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(maxRunning).hasValue(PreflightLimiter.MAX_CONCURRENT);
        }
    }

    @Nested
    class Another_command {
        @Test
        void does_not_wait_for_preflights() {
            var _ = startPreflights();
            await(limitReached);
            AtomicBoolean ran = new AtomicBoolean();
            limiter.run(migration.apply(99), () -> ran.set(true));
            assertThat(ran).isTrue();
            release.countDown();
        }
    }
}
