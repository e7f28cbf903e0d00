package dev.lockstep.worker;

class SleepsMilliseconds {
    void pause() throws InterruptedException {
        Thread.sleep(10);
    }
}
