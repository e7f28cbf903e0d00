package dev.lockstep.worker;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class LeaseTest {
    @Test
    void adds() {
        Assertions.assertThat(1 + 1).isEqualTo(2);
    }
}
