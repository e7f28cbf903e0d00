package dev.lockstep.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.DelegatingTarget;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.StepContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AbandonedCopiesTest {
    /** A target that cannot be asked for its copies. */
    private record Unreachable(ConnectedTarget target) implements DelegatingTarget {
        @Override
        public ScratchCopies scratchCopies() {
            throw new IllegalStateException("the store is unreachable");
        }
    }

    /** A target that counts how often its abandoned copies are deleted. */
    private record Counted(ConnectedTarget target, AtomicInteger deletions) implements DelegatingTarget {
        @Override
        public ScratchCopies scratchCopies() {
            return new ScratchCopies() {
                @Override
                public ScratchCopy create(ScratchRequest request, StepContext context) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void deleteAbandoned() {
                    deletions.incrementAndGet();
                }
            };
        }
    }

    private static ServedTarget served(String name, ConnectedTarget connection) {
        return new ServedTarget(
                new TargetName(name), TargetKind.MONGO, CredentialSource.fixed(null, null), () -> connection);
    }

    @Nested
    class The_deletion {
        @Test
        void covers_every_target_although_one_is_unreachable() {
            InMemoryStore store = new InMemoryStore(1);
            AtomicInteger deletions = new AtomicInteger();
            try (ServedTargets targets = new ServedTargets(List.of(
                    served("first", new Unreachable(store.connect())),
                    served("second", new Counted(store.connect(), deletions))))) {
                new AbandonedCopies(targets).deleteAll();
            }
            assertThat(deletions).hasValue(1);
        }
    }
}
