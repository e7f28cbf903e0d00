package dev.lockstep.coordinator;

class Dumping {
    void speak(IllegalStateException e) {
        e.printStackTrace();
    }
}
