-- Before 7.0 the server tells the time left, not the moment: the moment is now plus that, exact when the clock's
-- millisecond is the same before and after the question.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function expiry(key)
  for _ = 1, 10 do
    local before = now()
    local left = redis.call('PTTL', key)
    if left < 0 then return left end
    if now() == before then return before + left end
  end
  return now() + redis.call('PTTL', key)
end
