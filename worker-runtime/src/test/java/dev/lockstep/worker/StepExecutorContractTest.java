package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests the contract suite itself: it must fail for stores that violate one guarantee. */
class StepExecutorContractTest {
    private static final int UNITS = 11;
    private final ReferenceRun reference = new ReferenceRun(InMemoryIncrement.OPERATION, new InMemoryStore(UNITS));

    private List<ReferenceRun.FailpointHit> failuresOf(Supplier<ContractStore> stores, Scenario scenario) {
        FaultScenarios scenarios = new FaultScenarios(InMemoryIncrement.OPERATION, stores, reference);
        return reference
                .failpointHits()
                .filter(hit -> Objects.nonNull(catchThrowable(() -> scenario.run(scenarios, hit))))
                .toList();
    }

    private interface Scenario {
        void run(FaultScenarios scenarios, ReferenceRun.FailpointHit hit) throws InterruptedException;
    }

    /** Accepts writes of every dispatch. */
    private static final class WithoutFence extends InMemoryStore {
        WithoutFence() {
            super(UNITS);
        }

        @Override
        synchronized <T> T runIfFenceEquals(DispatchNumber dispatch, Supplier<T> work) {
            return work.get();
        }
    }

    /** Keeps no pre-images. */
    private static final class WithoutPreImages extends InMemoryStore {
        WithoutPreImages() {
            super(UNITS);
        }

        @Override
        Map<String, Integer> preImages(StepKey key) {
            return new TreeMap<>();
        }
    }

    @Nested
    class A_store {
        @Test
        void that_is_correct_passes() {
            Supplier<ContractStore> correct = () -> new InMemoryStore(UNITS);
            assertThat(failuresOf(correct, (scenarios, hit) -> scenarios.resumeAfter(hit, ContractStage.COMPENSATE)))
                    .isEmpty();
            assertThat(failuresOf(correct, FaultScenarios::crashAndRetry)).isEmpty();
        }

        @Test
        void without_a_fence_fails_the_zombie_scenarios() {
            assertThat(failuresOf(
                            WithoutFence::new,
                            (scenarios, hit) -> scenarios.resumeAfter(hit, ContractStage.COMPENSATE)))
                    .anyMatch(hit -> hit.point().equals("memory.apply.before-unit"));
        }

        @Test
        void without_pre_images_fails_the_crash_scenarios() {
            assertThat(failuresOf(WithoutPreImages::new, FaultScenarios::crashAndRetry))
                    .anyMatch(hit -> hit.stage() == ContractStage.APPLY);
            assertThat(failuresOf(WithoutPreImages::new, FaultScenarios::crashAndCompensate))
                    .anyMatch(hit -> hit.stage() == ContractStage.APPLY);
        }
    }
}
