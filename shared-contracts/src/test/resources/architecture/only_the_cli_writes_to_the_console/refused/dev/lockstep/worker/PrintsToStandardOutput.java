package dev.lockstep.worker;

class PrintsToStandardOutput {
    void print() {
        System.out.println("done");
    }
}
