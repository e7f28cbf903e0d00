package dev.lockstep.coordinator;

class PrintsStackTrace {
    void print(IllegalStateException e) {
        e.printStackTrace();
    }
}
