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

/** The contract is itself tested: a store that keeps part of its promise must be found out. */
class BrokenTwinsTest {
    private static final int UNITS = 11;
    private final ContractCensus census = new ContractCensus(InMemoryIncrement.OPERATION, new InMemoryStore(UNITS));

    private List<ContractCensus.Place> foundOut(Supplier<ContractStore> twin, Fault fault) {
        ContractFaults faults = new ContractFaults(InMemoryIncrement.OPERATION, twin, census);
        return census.places()
                .filter(place -> Objects.nonNull(catchThrowable(() -> fault.happens(faults, place))))
                .toList();
    }

    private interface Fault {
        void happens(ContractFaults faults, ContractCensus.Place place) throws InterruptedException;
    }

    /** Writes whatever any dispatch wants written. */
    private static final class WithoutFence extends InMemoryStore {
        WithoutFence() {
            super(UNITS);
        }

        @Override
        synchronized <T> T fenced(DispatchNumber dispatch, Supplier<T> work) {
            return work.get();
        }
    }

    /** Forgets at once what was there before. */
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
        void that_keeps_its_promises_passes() {
            Supplier<ContractStore> whole = () -> new InMemoryStore(UNITS);
            assertThat(foundOut(whole, (faults, place) -> faults.wake(place, ContractStage.COMPENSATE)))
                    .isEmpty();
            assertThat(foundOut(whole, ContractFaults::crashAndGoOn)).isEmpty();
        }

        @Test
        void without_a_fence_is_found_out_by_its_zombies() {
            assertThat(foundOut(WithoutFence::new, (faults, place) -> faults.wake(place, ContractStage.COMPENSATE)))
                    .anyMatch(place -> place.point().equals("memory.apply.before-unit"));
        }

        @Test
        void without_pre_images_is_found_out_by_its_crashes() {
            assertThat(foundOut(WithoutPreImages::new, ContractFaults::crashAndGoOn))
                    .anyMatch(place -> place.stage() == ContractStage.APPLY);
            assertThat(foundOut(WithoutPreImages::new, ContractFaults::crashAndTurnBack))
                    .anyMatch(place -> place.stage() == ContractStage.APPLY);
        }
    }
}
