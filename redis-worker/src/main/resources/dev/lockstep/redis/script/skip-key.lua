-- Skips one key for the rest of the step, or fails the step because of the key. Does neither if the key has changed
-- since it was read.
-- KEYS: fence, units, skipped, counts, key.
-- ARGV: dispatch, origin (the key whose destination is this key, or empty), action (skip or fail), reason, detail,
-- guard (what is compared: value, type or none), value read.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]

local function guard_refusal(key, guard, read)
  if guard == 'value' then return value_refusal(key, read) end
  if guard == 'type' then
    local kind = redis.call('TYPE', key).ok
    if kind == 'none' then return 'MISSING' end
    if kind == 'string' then return 'CHANGED' end
  end
  return nil
end

local function skip_key(key, origin, action, reason, detail, guard, read)
  if is_handled(units, skipped, key, origin) then return 'ALREADY_HANDLED' end
  local refusal = guard_refusal(key, guard, read)
  if refusal then return refusal end
  if action == 'fail' then return 'FAILED' end
  return skip(skipped, counts, key, reason, detail)
end

return fence_refusal(KEYS[1], ARGV[1])
  or skip_key(KEYS[5], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
