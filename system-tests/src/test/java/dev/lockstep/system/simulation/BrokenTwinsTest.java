package dev.lockstep.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guarantees are tested too: a system that is broken in one place must be found out. */
class BrokenTwinsTest {
    private static final long SEEDS = 1_000;

    @ParameterizedTest
    @EnumSource(value = Twin.class, mode = EnumSource.Mode.EXCLUDE, names = "SOUND")
    void a_broken_twin_is_found_out(Twin twin) {
        assertThat(LongStream.range(0, SEEDS).anyMatch(seed -> isFoundOut(seed, twin)))
                .as("%s within %d seeds", twin, SEEDS)
                .isTrue();
    }

    private static boolean isFoundOut(long seed, Twin twin) {
        try {
            new Simulation(seed, twin).run();
            return false;
        } catch (AssertionError _violation) {
            return true;
        }
    }
}
