package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PreflightGateTest {
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    private final PreflightGate gate = new PreflightGate();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch full = new CountDownLatch(PreflightGate.AT_ONCE);
    private final CountDownLatch enough = new CountDownLatch(1);

    private Thread arrives(Command command) {
        return Thread.ofVirtual()
                .start(() -> gate.pass(command, () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    full.countDown();
                    awaits(enough);
                    inside.decrementAndGet();
                }));
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Stream<Thread> manyPreflights() {
        return IntStream.rangeClosed(1, 50).mapToObj(number -> arrives(migration.preflight(number))).toList().stream();
    }

    @Nested
    class A_preflight {
        @Test
        void waits_while_enough_others_are_at_the_target() throws InterruptedException {
            Stream<Thread> arrived = manyPreflights();
            awaits(full);
            enough.countDown();
            for (Thread thread : arrived.toList()) {
                thread.join();
            }
            assertThat(most).hasValue(PreflightGate.AT_ONCE);
        }

        @Test
        void that_breaks_off_makes_place_for_others() {
            for (int number = 1; number <= PreflightGate.AT_ONCE * 2; number++) {
                Command preflight = migration.preflight(number);
                assertThatThrownBy(() -> gate.pass(preflight, () -> {
                            throw new IllegalStateException("broken off");
                        }))
                        .hasMessage("broken off");
            }
        }
    }

    @Nested
    class Any_other_command {
        @Test
        void waits_for_no_preflight() {
            var _ = manyPreflights();
            awaits(full);
            AtomicBoolean ran = new AtomicBoolean();
            gate.pass(migration.apply(99), () -> ran.set(true));
            assertThat(ran).isTrue();
            enough.countDown();
        }
    }
}
