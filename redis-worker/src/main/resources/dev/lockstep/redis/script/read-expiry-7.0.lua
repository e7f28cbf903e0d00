local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- From Redis 7.0 on, PEXPIRETIME returns the absolute expiry in milliseconds, -1 for a key without expiry, -2 for a
-- missing key. Returns also that it is exact.
local function expiry(key)
  return redis.call('PEXPIRETIME', key), true
end
