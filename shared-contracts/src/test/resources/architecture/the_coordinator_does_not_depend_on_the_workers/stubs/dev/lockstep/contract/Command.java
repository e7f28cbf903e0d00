package dev.lockstep.contract;

public class Command {}
