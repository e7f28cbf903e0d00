package dev.lockstep.contract.plan;

/** Operations on MongoDB targets. */
public sealed interface MongoOperation extends StepOperation permits MongoUpdate, MongoRenameField {}
