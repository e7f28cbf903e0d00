package dev.lockstep.contract.plan;

public class Plan {}
