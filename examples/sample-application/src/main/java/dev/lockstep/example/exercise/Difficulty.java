package dev.lockstep.example.exercise;

/** The range of a difficulty, and the value of exercises that have none. */
final class Difficulty {

    static final int MIN = 1;
    static final int MAX = 10;
    static final int DEFAULT = 5;

    private Difficulty() {}

    static boolean isValid(int level) {
        return level >= MIN && level <= MAX;
    }
}
