-- From Redis 7.0 on, PEXPIRETIME returns the absolute expiry.
local READ_EXPIRY = 'PEXPIRETIME'

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Returns the absolute expiry in milliseconds, -1 for a key without expiry, -2 for a missing key; and that it is exact,
-- which holds up to MAX_EXACT_INTEGER.
local function expiry(key)
  return redis.call(READ_EXPIRY, key), true
end
