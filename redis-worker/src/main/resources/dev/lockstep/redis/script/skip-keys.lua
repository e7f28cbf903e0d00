-- Skips keys for the rest of the step, or fails the step because of a key. Does neither if a key has changed since it
-- was read.
-- KEYS: fence, units, skipped, counts, then the keys.
-- ARGV: dispatch, then for each key: origin (see mark_destinations), action (skip or fail), reason, detail, guard (what
-- is compared: value, type, length or none), and the value or length that was read.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]
local JOURNAL_KEYS, FIRST_ARGUMENT, WIDTH = 4, 2, 6

local function guard_refusal(key, guard, read)
  if guard == 'none' then return nil end
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return 'MISSING' end
  if guard == 'type' then return kind == 'string' and 'CHANGED' or nil end
  if kind ~= 'string' then return 'CHANGED' end
  local length = guard == 'length' and tonumber(read) or #read
  if redis.call('STRLEN', key) ~= length then return 'CHANGED' end
  return guard == 'value' and redis.call('GET', key) ~= read and 'CHANGED' or nil
end

local function check(index, key, action, reason, detail, guard, read)
  local refusal = guard_refusal(key, guard, read)
  if refusal then return refusal end
  if action == 'fail' then return 'FAILED' end
  return skip(index, skipped, key, reason, detail)
end

local function skip_keys()
  local handled, origins = {}, {}
  for first = FIRST_ARGUMENT, #ARGV, WIDTH do origins[#origins + 1] = ARGV[first] end
  mark_repeated(handled, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, units, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, skipped, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_destinations(handled, units, origins)
  for index = 1, #KEYS - JOURNAL_KEYS do
    local first = FIRST_ARGUMENT + WIDTH * (index - 1)
    results[index] = handled[index] and 'ALREADY_HANDLED'
      or check(index, KEYS[JOURNAL_KEYS + index], unpack(ARGV, first + 1, first + WIDTH - 1))
  end
  commit(counts)
  return replies()
end

return fence_refusal(KEYS[1], ARGV[1]) or skip_keys()
