-- Changes the expiry of one key of any type and leaves its value alone.
-- KEYS: fence, units, skipped, counts, key. ARGV: dispatch, change (set, cap, extend or remove), milliseconds.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]

-- Lua counts milliseconds exactly up to here.
local LATEST = 9007199254740991

-- Returns the new expiry, with -1 for none; or nil and the reason why the key is left alone.
local function new_expiry(old, change, milliseconds)
  if old > LATEST then return nil, 'out-of-range' end
  if change == 'remove' then
    if old < 0 then return nil, 'unchanged' end
    return -1
  end
  if change == 'extend' then
    if old < 0 then return nil, 'no-expiry' end
    if old + milliseconds > LATEST then return nil, 'out-of-range' end
    return old + milliseconds
  end
  local latest = now() + milliseconds
  if change == 'cap' and old >= 0 and old <= latest then return nil, 'unchanged' end
  return latest
end

local function change_expiry(key, change, milliseconds)
  if is_handled(units, skipped, key, '') then return 'ALREADY_HANDLED' end
  if not exists(key) then return 'MISSING' end
  local old = expiry(key)
  local new, reason = new_expiry(old, change, milliseconds)
  if not new then return skip(skipped, counts, key, reason, reason) end

  -- Once the old expiry has passed, compensation deletes the key. The digest shows whether an application wrote it.
  local outlives = old >= 0 and (new < 0 or new > old)
  local left = outlives and digest(key) or ''
  -- The row comes first: it needs memory, and a server without memory refuses only the first write of a script.
  redis.call('HSET', units, key, unit_row('X', left, text(new), text(old), '', '', ''))
  if new < 0 then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIREAT', key, text(new))
  end
  count(counts, 'expiry-changed')
  return 'WRITTEN'
end

return fence_refusal(KEYS[1], ARGV[1]) or change_expiry(KEYS[5], ARGV[2], tonumber(ARGV[3]))
