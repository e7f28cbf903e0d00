-- Before Redis 7.0 no command returns an absolute expiry. It is computed as the current time plus the time to live,
-- which is exact if the clock shows the same millisecond before and after PTTL.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Returns the absolute expiry in milliseconds, -1 for a key without expiry, -2 for a missing key.
local function expiry(key)
  local ttl = redis.call('PTTL', key)
  if ttl < 0 then return ttl end
  local start
  for _ = 1, 10 do
    start = now()
    ttl = redis.call('PTTL', key)
    if now() == start then break end
  end
  return start + ttl
end
