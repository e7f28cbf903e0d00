package dev.lockstep.contract.plan;

/** Operations on Redis targets. */
public sealed interface RedisOperation extends StepOperation permits RedisTransform, RedisExpire {}
