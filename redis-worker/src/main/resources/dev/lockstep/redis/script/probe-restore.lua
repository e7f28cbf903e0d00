-- Tries the commands of a backup and its restore, on one of Lockstep's own keys. KEYS: the probe. Returns the refusal, if there
-- is one.
local probe = KEYS[1]

local function refusal()
  local written = redis.pcall('SET', probe, 'probe', 'PX', 60000)
  if written.err then return written end
  local payload = redis.pcall('DUMP', probe)
  if type(payload) == 'table' then return payload end
  local restored = redis.pcall('RESTORE', probe, 4102444800000, payload, 'REPLACE', 'ABSTTL')
  return restored.err and restored
end

local refused = refusal()
local deleted = redis.pcall('UNLINK', probe)
if not refused and type(deleted) == 'table' then refused = deleted end
if refused then
  local message = string.gsub(refused.err, '^@user_script:%s*%d+:%s*', '')
  return redis.error_reply(string.match(message, '^%u%u+ ') and message or 'NOPERM ' .. message)
end
return 'PERMITTED'
