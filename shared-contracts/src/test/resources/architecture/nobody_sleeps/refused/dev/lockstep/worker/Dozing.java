package dev.lockstep.worker;

import java.time.Duration;

class Dozing {
    void doze() throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(1));
    }
}
