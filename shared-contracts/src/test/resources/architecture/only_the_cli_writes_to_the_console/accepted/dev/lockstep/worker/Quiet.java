package dev.lockstep.worker;

class Quiet {
    System.Logger log = System.getLogger("quiet");
}
