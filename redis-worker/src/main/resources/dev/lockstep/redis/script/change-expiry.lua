-- Changes the expiry of one key of any type. Does not change the value.
-- KEYS: fence, units, skipped, counts, key. ARGV: dispatch, change (set, cap, extend or remove), milliseconds.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]

-- The largest integer up to which Lua counts exactly.
local MAX_EXACT_INTEGER = 9007199254740991

-- Returns the new expiry, with -1 for none; or nil and the reason why the key is skipped.
local function new_expiry(old, change, milliseconds)
  if old > MAX_EXACT_INTEGER then return nil, 'out-of-range' end
  if change == 'remove' then
    if old < 0 then return nil, 'unchanged' end
    return -1
  end
  if change == 'extend' then
    if old < 0 then return nil, 'no-expiry' end
    if old + milliseconds > MAX_EXACT_INTEGER then return nil, 'out-of-range' end
    return old + milliseconds
  end
  local from_now = now() + milliseconds
  if change == 'cap' and old >= 0 and old <= from_now then return nil, 'unchanged' end
  return from_now
end

local function change_expiry(key, change, milliseconds)
  if is_handled(units, skipped, key, '') then return 'ALREADY_HANDLED' end
  if not exists(key) then return 'MISSING' end
  local old = expiry(key)
  local new, reason = new_expiry(old, change, milliseconds)
  if not new then return skip(skipped, counts, key, reason, reason) end

  -- Compensation deletes the key if the old expiry has passed by then. The digest shows whether an application wrote
  -- the key in between.
  local is_later = old >= 0 and (new < 0 or new > old)
  local written_digest = is_later and digest(key) or ''
  -- The row is written first, because it needs memory: a server at its memory limit refuses only the first write of a
  -- script.
  redis.call('HSET', units, key, unit_row('X', written_digest, decimal(new), decimal(old), '', '', ''))
  if new < 0 then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIREAT', key, decimal(new))
  end
  count(counts, 'expiry-changed')
  return 'WRITTEN'
end

return fence_refusal(KEYS[1], ARGV[1]) or change_expiry(KEYS[5], ARGV[2], tonumber(ARGV[3]))
