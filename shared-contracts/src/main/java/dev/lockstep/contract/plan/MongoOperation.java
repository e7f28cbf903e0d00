package dev.lockstep.contract.plan;

/** The operations that a MongoDB target takes. */
public sealed interface MongoOperation extends StepOperation permits MongoUpdate, MongoRenameField {}
