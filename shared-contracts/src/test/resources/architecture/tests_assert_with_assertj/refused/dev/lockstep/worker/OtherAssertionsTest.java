package dev.lockstep.worker;

import org.junit.jupiter.api.Assertions;

class OtherAssertionsTest {
    void adds() {
        Assertions.assertEquals(2, 1 + 1);
    }
}
