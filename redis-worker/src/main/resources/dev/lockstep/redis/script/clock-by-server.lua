-- From 7.0 on the server tells the moment itself.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function expiry(key)
  return redis.call('PEXPIRETIME', key)
end
