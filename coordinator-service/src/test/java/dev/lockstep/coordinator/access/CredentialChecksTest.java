package dev.lockstep.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CredentialChecksTest {
    private static final int LIMIT = 4;
    private final CredentialChecks checks = new CredentialChecks();

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    class A_check {
        @Test
        void waits_while_others_run() throws InterruptedException {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger maxRunning = new AtomicInteger();
            CountDownLatch limitReached = new CountDownLatch(LIMIT);
            CountDownLatch release = new CountDownLatch(1);
            List<Thread> threads = IntStream.range(0, 40)
                    .mapToObj(_number -> Thread.ofVirtual()
                            .start(() -> checks.run(() -> {
                                maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                                limitReached.countDown();
                                await(release);
                                running.decrementAndGet();
                                return Optional.empty();
                            })))
                    .toList();
            await(limitReached);
            release.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(maxRunning).hasValue(LIMIT);
        }

        @Test
        void that_fails_lets_the_next_one_run() {
            for (int number = 0; number < 2 * LIMIT; number++) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> checks.run(() -> {
                            throw new IllegalStateException("an outage");
                        }));
            }
            assertThat(checks.run(() -> Optional.of("found"))).hasValue("found");
        }
    }
}
