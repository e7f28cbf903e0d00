package dev.lockstep.worker.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Credentials;
import dev.lockstep.worker.DelegatingTarget;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServedTargetTest {
    private final ChangingCredentials credentials = new ChangingCredentials();
    private final InMemoryStore store = new InMemoryStore(1);
    private final List<Connection> connections = new ArrayList<>();
    private final ServedTarget target =
            new ServedTarget(new TargetName("shop"), TargetKind.MONGO, credentials, this::connect);

    private boolean isConnectFailing;

    private ConnectedTarget connect() {
        if (isConnectFailing) {
            throw new IllegalStateException("the host name is unknown");
        }
        Connection connection = new Connection(store.connect());
        connections.add(connection);
        return connection;
    }

    private void changeCredentials() {
        credentials.changed = true;
        target.refreshCredentials();
    }

    private static final class ChangingCredentials implements CredentialSource {
        private boolean changed;

        @Override
        public Credentials current() {
            return new Credentials(null, null);
        }

        @Override
        public boolean refresh() {
            boolean result = changed;
            changed = false;
            return result;
        }

        @Override
        public boolean canChange() {
            return true;
        }
    }

    private static final class Connection implements DelegatingTarget {
        private final ConnectedTarget target;
        private int closed;

        private Connection(ConnectedTarget target) {
            this.target = target;
        }

        @Override
        public ConnectedTarget target() {
            return target;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Nested
    class Changed_credentials {
        @Test
        void give_later_uses_new_connections() {
            try (ServedTarget.Use before = target.use()) {
                changeCredentials();
                try (ServedTarget.Use after = target.use()) {
                    assertThat(before.connection()).isSameAs(connections.getFirst());
                    assertThat(after.connection())
                            .isSameAs(connections.getLast())
                            .isNotSameAs(before.connection());
                }
            }
        }

        @Test
        void close_the_connections_before_after_their_last_use() {
            ServedTarget.Use first = target.use();
            ServedTarget.Use second = target.use();
            changeCredentials();
            first.close();
            assertThat(connections.getFirst().closed).isZero();
            second.close();
            assertThat(connections.getFirst().closed).isOne();
            assertThat(connections.getLast().closed).isZero();
        }

        @Test
        void close_unused_connections_at_once() {
            changeCredentials();
            changeCredentials();
            assertThat(connections).extracting(connection -> connection.closed).containsExactly(1, 1, 0);
        }

        @Test
        void are_used_later_if_the_target_cannot_be_connected_now() {
            isConnectFailing = true;
            credentials.changed = true;
            assertThatThrownBy(target::refreshCredentials).hasMessage("the host name is unknown");
            isConnectFailing = false;
            target.refreshCredentials();
            assertThat(connections).hasSize(2);
        }

        @Test
        void of_a_target_that_cannot_be_connected_do_not_delay_other_targets() {
            ChangingCredentials failing = new ChangingCredentials();
            AtomicInteger attempts = new AtomicInteger();
            ServedTarget broken = new ServedTarget(new TargetName("broken"), TargetKind.MONGO, failing, () -> {
                if (attempts.incrementAndGet() > 1) {
                    throw new IllegalStateException("the host name is unknown");
                }
                return store.connect();
            });
            failing.changed = true;
            credentials.changed = true;
            new ServedTargets(List.of(broken, target)).refreshCredentials();
            assertThat(attempts).hasValue(2);
            assertThat(connections).hasSize(2);
        }

        @Test
        void that_are_the_same_change_nothing() {
            target.refreshCredentials();
            assertThat(connections).hasSize(1);
        }
    }

    @Nested
    class A_use_alone {
        @Test
        void waits_for_the_others_and_lets_later_ones_wait() throws Exception {
            ServedTarget.Use first = target.use();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<ServedTarget.Use> alone = threads.submit(() -> target.useAlone(Duration.ofSeconds(20)));
                assertThatThrownBy(() -> alone.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                first.close();
                ServedTarget.Use held = alone.get(20, TimeUnit.SECONDS);
                Future<ServedTarget.Use> later = threads.submit(target::use);
                assertThatThrownBy(() -> later.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                held.close();
                later.get(20, TimeUnit.SECONDS).close();
            }
        }

        @Test
        void of_a_target_that_stays_in_use_fails() {
            try (ServedTarget.Use _ = target.use()) {
                assertThatThrownBy(() -> target.useAlone(Duration.ofMillis(50)))
                        .isInstanceOf(OperationFailed.class)
                        .hasMessageContaining("target shop is still in use after 50 ms");
            }
            target.useAlone(Duration.ofMillis(50)).close();
        }

        @Test
        void that_removes_the_target_ends_all_uses() {
            try (ServedTarget.Use _ = target.useAlone(Duration.ofSeconds(1))) {
                target.remove();
            }
            assertThat(target.isRemoved()).isTrue();
            assertThatThrownBy(target::use)
                    .isInstanceOf(TargetRemovedException.class)
                    .hasMessageContaining("target shop was uninstalled");
        }
    }

    @Nested
    class A_target_that_is_closed {
        @Test
        void closes_all_connections_once() {
            ServedTarget.Use used = target.use();
            changeCredentials();
            target.close();
            used.close();
            assertThat(connections).extracting(connection -> connection.closed).containsExactly(1, 1);
        }
    }
}
