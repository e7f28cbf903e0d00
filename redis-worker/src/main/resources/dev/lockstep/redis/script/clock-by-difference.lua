-- Before 7.0 the server tells the time left, not the moment: the moment is now plus that, exact when the clock's
-- millisecond is the same before and after the question.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function expiry(key)
  local left = redis.call('PTTL', key)
  if left < 0 then return left end
  local before
  for _ = 1, 10 do
    before = now()
    left = redis.call('PTTL', key)
    if now() == before then break end
  end
  return before + left
end
