package dev.lockstep.stack;

class Complaining {
    void speak() {
        System.err.println("not done");
    }
}
