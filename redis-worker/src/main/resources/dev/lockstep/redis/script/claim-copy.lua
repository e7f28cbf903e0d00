-- Claims an empty logical database for a copy. KEYS: the marker. ARGV: fields and values of the marker. Returns the number of
-- keys that the database has; if it is 0, the marker is written.
local keys = redis.call('DBSIZE')
if keys == 0 then
  local time = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'usedAt', time[1], unpack(ARGV))
end
return tostring(keys)
