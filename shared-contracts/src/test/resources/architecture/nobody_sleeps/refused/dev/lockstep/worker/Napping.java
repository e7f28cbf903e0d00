package dev.lockstep.worker;

class Napping {
    void nap() throws InterruptedException {
        Thread.sleep(10);
    }
}
