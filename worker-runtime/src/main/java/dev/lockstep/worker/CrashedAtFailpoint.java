package dev.lockstep.worker;

/** The death of a process as a test inside the process can have it: nobody catches an error of this kind. */
final class CrashedAtFailpoint extends Error {
    CrashedAtFailpoint(String point) {
        super("crashed at failpoint " + point);
    }
}
