package dev.lockstep.worker;

import java.util.concurrent.CountDownLatch;

class AwaitsLatch {
    void await(CountDownLatch done) throws InterruptedException {
        done.await();
    }
}
