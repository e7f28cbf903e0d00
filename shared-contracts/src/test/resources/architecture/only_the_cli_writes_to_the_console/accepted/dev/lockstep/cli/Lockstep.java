package dev.lockstep.cli;

class Lockstep {
    void print() {
        System.out.println("done");
    }
}
