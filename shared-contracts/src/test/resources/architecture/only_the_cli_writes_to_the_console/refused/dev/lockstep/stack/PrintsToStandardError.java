package dev.lockstep.stack;

class PrintsToStandardError {
    void print() {
        System.err.println("not done");
    }
}
