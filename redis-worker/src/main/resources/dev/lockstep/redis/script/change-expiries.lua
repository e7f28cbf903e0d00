-- Changes the expiries of a batch of keys of any type. Does not change the values.
-- KEYS: fence, units, skipped, counts, then the keys. ARGV: dispatch, maximum number of members and of bytes of a key
-- whose content is read, change (set, cap, extend or remove), milliseconds.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]
local max_members, max_bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local expiry_change, milliseconds = ARGV[4], tonumber(ARGV[5])
local JOURNAL_KEYS = 4

-- Returns the new expiry, with -1 for none; or nil and the reason why the key is skipped.
local function new_expiry(old)
  if old > MAX_EXACT_INTEGER then return nil, 'out-of-range' end
  if expiry_change == 'remove' then
    if old < 0 then return nil, 'unchanged' end
    return -1
  end
  if expiry_change == 'extend' then
    if old < 0 then return nil, 'no-expiry' end
    if old + milliseconds > MAX_EXACT_INTEGER then return nil, 'out-of-range' end
    return old + milliseconds
  end
  local from_now = now() + milliseconds
  if expiry_change == 'cap' and old >= 0 and old <= from_now then return nil, 'unchanged' end
  return from_now
end

-- Compensation deletes the key if the old expiry has passed by then. The digest shows whether an application wrote the
-- key in between. Returns nil and the refusal if the key is too large to be read now.
local function digest_if_later(key, old, new)
  if old < 0 or (new >= 0 and new <= old) then return '' end
  local kind, size = measure(key)
  local refusal = size_refusal(key, kind, size, max_members, max_bytes)
  if refusal then return nil, refusal end
  if is_deferred(work_of(kind, size)) then return nil, 'DEFERRED' end
  return digest(key, kind, size)
end

local function check(index, key)
  local old = expiry(key)
  if old == -2 then return 'MISSING' end
  local new, reason = new_expiry(old)
  if not new then return skip(index, skipped, key, reason, reason) end
  local written_digest, refusal = digest_if_later(key, old, new)
  if refusal then return refusal end
  local row = unit_row('X', written_digest, decimal(new), decimal(old), '', '', max_bytes, '')
  local change = plan(index, units, key, row, 'expiry-changed')
  add_commands(change, nil, new < 0 and {'PERSIST', key} or {'PEXPIREAT', key, decimal(new)})
  return 'WRITTEN'
end

local function change_expiries()
  local handled = {}
  mark_repeated(handled, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, units, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, skipped, KEYS, JOURNAL_KEYS + 1, #KEYS)
  for index = 1, #KEYS - JOURNAL_KEYS do
    results[index] = handled[index] and 'ALREADY_HANDLED' or check(index, KEYS[JOURNAL_KEYS + index])
  end
  commit(counts)
  return replies()
end

return fence_refusal(KEYS[1], ARGV[1]) or change_expiries()
