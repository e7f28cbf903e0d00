package dev.lockstep.worker;

import org.mockito.Mockito;

class MockingTest {
    Runnable runner = Mockito.mock(Runnable.class);
}
