-- Leaves one key alone, for good: KEYS fence, units, skipped, counts, key;
-- ARGV dispatch, origin, policy (skip or fail), reason, detail, what was read (value, type or name), value read.
local refused = superseded(KEYS[1], ARGV[1])
if refused then return refused end
local key = KEYS[5]
if judged(KEYS[2], KEYS[3], key, ARGV[2]) then return 'DONE' end
if ARGV[6] == 'value' then
  local changed = changed_since(key, ARGV[7])
  if changed then return changed end
elseif ARGV[6] == 'type' then
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return 'GONE' end
  if kind == 'string' then return 'CHANGED' end
end
if ARGV[3] == 'fail' then return 'REFUSED' end
return skip(KEYS[3], KEYS[4], key, ARGV[4], ARGV[5])
