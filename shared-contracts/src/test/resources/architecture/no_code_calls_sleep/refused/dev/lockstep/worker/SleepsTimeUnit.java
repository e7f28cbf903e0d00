package dev.lockstep.worker;

import java.util.concurrent.TimeUnit;

class SleepsTimeUnit {
    void pause() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }
}
