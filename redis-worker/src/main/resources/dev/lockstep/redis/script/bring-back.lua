-- Puts one source key back: KEYS fence, sources, counts, conflicts, source, pre-image; ARGV dispatch, policy.
local refused = superseded(KEYS[1], ARGV[1])
if refused then return refused end
local sources, counts, conflicts, source, pre = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local held = redis.call('HGET', sources, source)
if not held then return 'DONE' end

local function settled(outcome)
  redis.call('HDEL', sources, source)
  count(counts, 'undone.' .. outcome)
  return string.upper(outcome)
end

local kept = exists(pre)
if not exists(source) then
  if kept then
    redis.call('RENAME', pre, source)
    return settled('restored')
  end
  return passed(tonumber(held)) and settled('expired') or 'LOST'
end
if kept and digest(source) == digest(pre) and same_moment(expiry(source), expiry(pre)) then
  redis.call('UNLINK', pre)
  return settled('restored')
end
return conflict(ARGV[2], conflicts, 's' .. source, source, 'absent, for the step deleted it', held)
  or settled('conflict')
