package dev.lockstep.worker;

import java.util.concurrent.CountDownLatch;

class Waiting {
    void await(CountDownLatch done) throws InterruptedException {
        done.await();
    }
}
