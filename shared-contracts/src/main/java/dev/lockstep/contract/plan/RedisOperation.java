package dev.lockstep.contract.plan;

/** The operations that a Redis target takes. */
public sealed interface RedisOperation extends StepOperation permits RedisTransform, RedisExpire {}
