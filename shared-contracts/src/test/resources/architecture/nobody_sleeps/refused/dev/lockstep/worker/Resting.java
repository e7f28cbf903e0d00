package dev.lockstep.worker;

import java.util.concurrent.TimeUnit;

class Resting {
    void rest() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }
}
