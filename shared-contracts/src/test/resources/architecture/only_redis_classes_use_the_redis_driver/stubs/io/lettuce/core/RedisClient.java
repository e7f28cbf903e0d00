package io.lettuce.core;

public class RedisClient {}
