-- Before Redis 7.0 no command returns an absolute expiry. It is computed as the current time plus the time to live,
-- which is exact if the clock shows the same millisecond before and after PTTL.
local READ_EXPIRY = 'PTTL'
local MAX_READ_ATTEMPTS = 100
local clock = 0

local function now()
  local time = redis.call('TIME')
  clock = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  return clock
end

-- Returns the absolute expiry in milliseconds, -1 for a key without expiry, -2 for a missing key; and whether it is
-- exact, which holds up to MAX_EXACT_INTEGER. If it is not, it is at most one millisecond off.
local function expiry(key)
  local ttl
  for _ = 1, MAX_READ_ATTEMPTS do
    ttl = redis.call(READ_EXPIRY, key)
    if ttl < 0 then return ttl, true end
    local before = clock
    if now() == before then return clock + ttl, true end
  end
  return clock + ttl, false
end
