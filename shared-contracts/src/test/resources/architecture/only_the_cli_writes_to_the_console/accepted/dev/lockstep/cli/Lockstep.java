package dev.lockstep.cli;

class Lockstep {
    void speak() {
        System.out.println("done");
    }
}
