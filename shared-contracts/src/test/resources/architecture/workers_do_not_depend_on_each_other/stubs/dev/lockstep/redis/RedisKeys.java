package dev.lockstep.redis;

public class RedisKeys {}
