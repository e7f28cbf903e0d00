package dev.lockstep.worker;

import java.time.Duration;

class SleepsDuration {
    void pause() throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(1));
    }
}
