-- Counts keys by type and by the time until they expire. KEYS: the keys. Missing keys are not counted. None of the commands
-- changes the time at which a key was last used. Returns the name of each class, followed by the number of its keys.
local HOUR = 3600000

local function expiry_class(key)
  local expires_at = expiry(key)
  if expires_at < 0 then return 'none' end
  local ttl = expires_at - now()
  if ttl < HOUR then return 'under-1h' end
  return ttl < 24 * HOUR and 'under-1d' or 'over-1d'
end

local counts = {}
for _, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' then
    for _, class in ipairs({'type:' .. kind, 'expiry:' .. expiry_class(key)}) do
      counts[class] = (counts[class] or 0) + 1
    end
  end
end
local reply = {}
for class, count in pairs(counts) do
  reply[#reply + 1] = class
  reply[#reply + 1] = tostring(count)
end
return reply
