package dev.lockstep.system.simulation;

/** Something that holds whatever went wrong; throws where it did not. */
interface Guarantee {
    void holdsIn(Evidence evidence);
}
