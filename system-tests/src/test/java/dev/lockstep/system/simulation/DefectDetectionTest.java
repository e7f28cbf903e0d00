package dev.lockstep.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the guarantees themselves: each deliberate defect of the system must violate one. */
class DefectDetectionTest {
    private static final long SEEDS = 1_000;

    @ParameterizedTest
    @EnumSource(value = Defect.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void each_defect_violates_a_guarantee(Defect defect) {
        assertThat(LongStream.range(0, SEEDS).anyMatch(seed -> violatesGuarantee(seed, defect)))
                .as("a violation by %s within %d seeds", defect, SEEDS)
                .isTrue();
    }

    private static boolean violatesGuarantee(long seed, Defect defect) {
        try {
            new Simulation(seed, defect).run();
            return false;
        } catch (AssertionError _violation) {
            return true;
        }
    }
}
