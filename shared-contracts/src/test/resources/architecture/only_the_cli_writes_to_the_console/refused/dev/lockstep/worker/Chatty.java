package dev.lockstep.worker;

class Chatty {
    void speak() {
        System.out.println("done");
    }
}
