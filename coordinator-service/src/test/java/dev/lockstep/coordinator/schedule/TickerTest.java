package dev.lockstep.coordinator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickerTest {
    private static final Duration INTERVAL = Duration.ofMillis(5);
    private static final int LIMIT_SECONDS = 20;

    private static void awaitZero(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static Error error(String type) throws ReflectiveOperationException {
        return Class.forName(type)
                .asSubclass(Error.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    @Nested
    class A_task {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "java.lang.StackOverflowError",
                    "java.lang.NoClassDefFoundError",
                    "java.lang.AssertionError",
                })
        void runs_again_after_an_error(String type) throws Exception {
            Error error = error(type);
            AtomicInteger ended = new AtomicInteger();
            CountDownLatch runs = new CountDownLatch(3);
            Ticker ticker = new Ticker(
                    "test",
                    INTERVAL,
                    () -> {
                        runs.countDown();
                        throw error;
                    },
                    _error -> ended.incrementAndGet());
            ticker.start();
            awaitZero(runs);
            ticker.stop();
            assertThat(ended).hasValue(0);
        }

        @Test
        void runs_again_after_an_exception() throws Exception {
            CountDownLatch runs = new CountDownLatch(3);
            Ticker ticker = new Ticker("test", INTERVAL, () -> {
                runs.countDown();
                throw new IllegalStateException("fails each time");
            });
            ticker.start();
            awaitZero(runs);
            ticker.stop();
        }

        @ParameterizedTest
        @ValueSource(strings = {"java.lang.OutOfMemoryError", "java.lang.InternalError"})
        void that_exhausts_the_virtual_machine_ends_the_process(String type) throws Exception {
            Error error = error(type);
            CountDownLatch ended = new CountDownLatch(1);
            Ticker ticker = new Ticker(
                    "test",
                    INTERVAL,
                    () -> {
                        throw error;
                    },
                    _error -> ended.countDown());
            ticker.start();
            awaitZero(ended);
            ticker.stop();
        }
    }

    @Nested
    class A_ticker_with_a_long_interval {
        @Test
        void runs_at_a_wake_up_soon_after_a_failed_run() throws Exception {
            WakeUp wakeUp = new WakeUp();
            CountDownLatch runs = new CountDownLatch(2);
            Ticker ticker = new Ticker("test", Duration.ofHours(1), () -> {
                        runs.countDown();
                        wakeUp.signal();
                        throw new IllegalStateException("fails each time");
                    })
                    .wakeOn(wakeUp);
            ticker.start();
            wakeUp.signal();
            awaitZero(runs);
            ticker.stop();
        }

        @Test
        void runs_at_each_wake_up_and_stops_at_once_after_a_failed_run() throws Exception {
            WakeUp wakeUp = new WakeUp();
            CountDownLatch first = new CountDownLatch(1);
            AtomicReference<Thread> thread = new AtomicReference<>();
            Ticker ticker = new Ticker("test", Duration.ofHours(1), () -> {
                        thread.set(Thread.currentThread());
                        first.countDown();
                        throw new IllegalStateException("fails each time");
                    })
                    .wakeOn(wakeUp);
            ticker.start();
            wakeUp.signal();
            awaitZero(first);
            ticker.stop();
            assertThat(thread.get().isAlive()).isFalse();
        }
    }
}
