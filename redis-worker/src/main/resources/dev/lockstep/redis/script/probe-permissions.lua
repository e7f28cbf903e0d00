-- Tries the commands that the scripts use, on Lockstep's own keys and on names of missing keys.
-- KEYS: probe, its copy, a missing source, a missing destination. Continues after a refusal, so that the probe keys are
-- deleted, and returns the first refusal. TIME is first, because a server that replicates scripts refuses writes
-- after it.
local refused

local function try(...)
  local reply = redis.pcall(...)
  if refused or type(reply) ~= 'table' or not reply.err then return end
  -- XINFO is permitted, but fails on a missing key.
  if string.find(reply.err, 'no such key', 1, true) then return end
  local message = string.gsub(reply.err, '^@user_script:%s*%d+:%s*', '')
  if not string.match(message, '^%u%u+ ') then message = 'NOPERM ' .. message end
  refused = message .. ' (' .. select(1, ...) .. ')'
end

local probe, copy = KEYS[1], KEYS[2]
try('TIME')
try('SET', probe, 'probe')
try('MSET', probe, 'probe')
try('MGET', probe)
try('STRLEN', probe)
try('PEXPIRE', probe, 60000)
try(READ_EXPIRY, probe)
try('TYPE', probe)
try('COPY', probe, copy)
try('SET', copy, 'copied', 'KEEPTTL')
try('PERSIST', copy)
try('PEXPIREAT', copy, 4102444800000)
try('GETRANGE', copy, 0, 1)
try('MEMORY', 'USAGE', copy, 'SAMPLES', '0')
try('RENAME', probe, copy)
try('UNLINK', copy)
try('HSET', probe, 'field', 'value')
try('HEXISTS', probe, 'field')
try('HGET', probe, 'field')
try('HMGET', probe, 'field')
try('HGETALL', probe)
try('HLEN', probe)
try('HDEL', probe, 'field')
try('UNLINK', probe)
for _, command in ipairs({'LLEN', 'SCARD', 'ZCARD', 'XLEN', 'SMEMBERS', 'DUMP'}) do try(command, probe) end
for _, command in ipairs({'LRANGE', 'ZRANGE'}) do try(command, probe, 0, -1) end
try('XRANGE', probe, '-', '+')
for _, subject in ipairs({'STREAM', 'GROUPS'}) do try('XINFO', subject, probe) end
try('SCAN', '0', 'MATCH', probe, 'COUNT', 1)
for _, missing in ipairs({KEYS[3], KEYS[4]}) do
  for _, command in ipairs({'GET', 'EXISTS', 'TYPE', READ_EXPIRY, 'PERSIST', 'UNLINK'}) do try(command, missing) end
end
if refused then
  redis.pcall('UNLINK', probe, copy)
  return redis.error_reply(refused)
end
return 'PERMITTED'
