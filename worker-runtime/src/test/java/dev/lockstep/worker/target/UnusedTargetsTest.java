package dev.lockstep.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.DelegatingTarget;
import dev.lockstep.worker.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UnusedTargetsTest {
    private final UnusedTargets unused = new UnusedTargets();
    private final List<Integer> closed = new ArrayList<>();
    private final List<ServedTarget> targets = IntStream.range(0, UnusedTargets.MAX_CONNECTED + 2)
            .mapToObj(this::target)
            .toList();

    private ServedTarget target(int index) {
        ConnectedTarget connection = new InMemoryStore(1).connect();
        return new ServedTarget(
                new TargetName("tenant-" + index),
                TargetKind.MONGO,
                CredentialSource.fixed(null, null),
                () -> new ClosableTarget(connection, index, closed),
                unused);
    }

    private record ClosableTarget(ConnectedTarget target, int index, List<Integer> closed) implements DelegatingTarget {
        @Override
        public void closeIdle() {
            closed.add(index);
        }
    }

    private void use(int index) {
        targets.get(index).use().close();
    }

    @Nested
    class Targets_that_nobody_uses {
        @Test
        void keep_their_connections_while_they_are_few() {
            IntStream.range(0, UnusedTargets.MAX_CONNECTED).forEach(UnusedTargetsTest.this::use);
            use(0);
            assertThat(closed).isEmpty();
        }

        @Test
        void close_them_when_others_were_used_later() {
            IntStream.range(0, UnusedTargets.MAX_CONNECTED).forEach(UnusedTargetsTest.this::use);
            use(0);
            use(UnusedTargets.MAX_CONNECTED);
            assertThat(closed).containsExactly(1);
            use(UnusedTargets.MAX_CONNECTED + 1);
            assertThat(closed).containsExactly(1, 2);
        }
    }

    @Nested
    class A_target_in_use {
        @Test
        void keeps_its_connections() {
            try (ServedTarget.Use used = targets.getFirst().use()) {
                assertThat(used.connection()).isNotNull();
                IntStream.rangeClosed(1, UnusedTargets.MAX_CONNECTED).forEach(UnusedTargetsTest.this::use);
                assertThat(closed).isEmpty();
            }
            assertThat(closed).containsExactly(1);
        }
    }
}
