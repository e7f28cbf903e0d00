-- Claims an empty logical database for a copy. KEYS: the marker. ARGV: fields and values of the marker. Returns the number of
-- keys that the database has; if it is 0, the marker is written. Flushes the empty database first, so that no copy is made that
-- the user may not delete; returns the refusal of the server.
local keys = redis.call('DBSIZE')
if keys > 0 then return tostring(keys) end
local flushed = redis.pcall('FLUSHDB', 'ASYNC')
if flushed.err then
  local message = string.gsub(flushed.err, '^@user_script:%s*%d+:%s*', '') .. ' (FLUSHDB)'
  return redis.error_reply(string.match(message, '^%u%u+ ') and message or 'NOPERM ' .. message)
end
redis.call('HSET', KEYS[1], 'usedAt', redis.call('TIME')[1], unpack(ARGV))
return '0'
