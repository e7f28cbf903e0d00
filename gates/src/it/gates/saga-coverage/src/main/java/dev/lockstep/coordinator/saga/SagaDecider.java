package dev.lockstep.coordinator.saga;

final class SagaDecider {
    private SagaDecider() {}

    static String decide(int outstanding) {
        return outstanding == 0 ? "complete" : "wait";
    }
}
