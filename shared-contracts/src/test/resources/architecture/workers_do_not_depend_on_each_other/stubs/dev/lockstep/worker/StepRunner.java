package dev.lockstep.worker;

public class StepRunner {}
