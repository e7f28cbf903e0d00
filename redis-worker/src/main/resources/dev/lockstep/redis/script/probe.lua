-- Tries what the step's scripts do, on a key of our own and on names that no key has: KEYS probe, its copy, a source
-- that is not there, a destination that is not there. The clock comes first: a server that replicates scripts as
-- written refuses every write after it.
now()
redis.call('SET', KEYS[1], 'probe')
redis.call('PEXPIRE', KEYS[1], 60000)
expiry(KEYS[1])
redis.call('COPY', KEYS[1], KEYS[2])
redis.call('SET', KEYS[2], 'copied', 'KEEPTTL')
redis.call('PERSIST', KEYS[2])
redis.call('PEXPIREAT', KEYS[2], now() + 60000)
digest(KEYS[2])
redis.call('GETRANGE', KEYS[2], 0, 1)
redis.call('RENAME', KEYS[2], KEYS[1])
redis.call('UNLINK', KEYS[1])
redis.call('HSET', KEYS[1], 'field', 'value')
redis.call('HINCRBY', KEYS[1], 'count', 1)
redis.call('HEXISTS', KEYS[1], 'field')
redis.call('HGET', KEYS[1], 'field')
redis.call('HDEL', KEYS[1], 'field')
redis.call('UNLINK', KEYS[1])
for _, absent in ipairs({KEYS[3], KEYS[4]}) do
  redis.call('GET', absent)
  redis.call('EXISTS', absent)
  redis.call('PERSIST', absent)
  redis.call('UNLINK', absent)
end
return 'PERMITTED'
