package dev.lockstep.contract.protocol;

public class Topics {}
