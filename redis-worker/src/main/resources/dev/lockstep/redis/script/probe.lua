-- Tries what the step's scripts do, on keys of our own and on names that no key has: KEYS probe, its copy, a source that
-- is not there, a destination that is not there. It goes on after a refusal, so that nothing of it is left behind, and
-- answers the first. The clock comes first: a server that replicates scripts as written refuses every write after it.
local refused

local function try(...)
  local answer = redis.pcall(...)
  if refused or type(answer) ~= 'table' or not answer.err then return end
  local words = string.gsub(answer.err, '^@user_script:%s*%d+:%s*', '')
  if not string.match(words, '^%u%u+ ') then words = 'NOPERM ' .. words end
  refused = words .. ' (' .. select(1, ...) .. ')'
end

local probe, copy = KEYS[1], KEYS[2]
try('TIME')
try('SET', probe, 'probe')
try('PEXPIRE', probe, 60000)
try('PTTL', probe)
try('TYPE', probe)
try('COPY', probe, copy)
try('SET', copy, 'copied', 'KEEPTTL')
try('PERSIST', copy)
try('PEXPIREAT', copy, 4102444800000)
try('GETRANGE', copy, 0, 1)
try('RENAME', probe, copy)
try('UNLINK', copy)
try('HSET', probe, 'field', 'value')
try('HINCRBY', probe, 'count', 1)
try('HEXISTS', probe, 'field')
try('HGET', probe, 'field')
try('HLEN', probe)
try('HDEL', probe, 'field')
try('UNLINK', probe)
for _, absent in ipairs({KEYS[3], KEYS[4]}) do
  for _, command in ipairs({'GET', 'EXISTS', 'TYPE', 'PTTL', 'PERSIST', 'UNLINK'}) do try(command, absent) end
end
if refused then
  redis.pcall('UNLINK', probe, copy)
  return redis.error_reply(refused)
end
return 'PERMITTED'
