-- Changes the values or the expiries of a batch of keys in place.
-- KEYS: fence, units, skipped, counts, then the keys.
-- ARGV: dispatch, prefix of the pre-images, maximum number of members and of bytes of a key that is copied, ttl
-- (preserve, none or milliseconds), content (replaced or as-is). With replaced, then the values read and then the values
-- to write.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]
local pre_images, max_members, max_bytes = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local ttl, replaced = ARGV[5], ARGV[6] == 'replaced'
local JOURNAL_KEYS, FIXED_ARGUMENTS = 4, 6

-- The worker reads many journal rows at once, so a longer value is stored in a key of its own. An edited value is never
-- empty, so an empty value in the row means that the value has its own key.
local MAX_BYTES_IN_ROW = 4096

local function add_edit(change, key, read, written, pre_expiry, new_expiry)
  local set = {'SET', key, written, 'KEEPTTL'}
  if new_expiry then set = {'SET', key, written} end
  if new_expiry and new_expiry >= 0 then set[4], set[5] = 'PXAT', decimal(new_expiry) end
  if #read > MAX_BYTES_IN_ROW then
    local pre_image = pre_images .. key
    add_commands(change, {'UNLINK', pre_image}, {'SET', pre_image, read}, set)
  elseif pre_expiry < 0 and not new_expiry then
    add_set(change, key, written)
  else
    add_commands(change, nil, set)
  end
end

local function add_expiry(change, key, new_expiry)
  if new_expiry < 0 then return add_commands(change, nil, {'PERSIST', key}) end
  -- The new expiry may delete the key before a compensation, so a copy with the old expiry is kept.
  local pre_image = pre_images .. key
  add_commands(change, {'UNLINK', pre_image},
    {'COPY', key, pre_image, 'REPLACE'}, {'PEXPIREAT', key, decimal(new_expiry)})
end

-- Compensation deletes the key if the old expiry has passed by then. The digest shows whether an application wrote the
-- key in between. Returns nil and the refusal if the key is too large to be read or copied now.
local function digest_of_kept(key, pre_expiry)
  local kind, size = measure(key)
  local refusal = size_refusal(key, kind, size, max_members, max_bytes)
  if refusal then return nil, refusal end
  if is_deferred(2 * work_of(kind, size)) then return nil, 'DEFERRED' end
  return pre_expiry >= 0 and digest(key, kind, size) or ''
end

local function new_expiry_of(pre_expiry)
  if ttl == 'preserve' or (ttl == 'none' and pre_expiry < 0) then return nil end
  return ttl == 'none' and -1 or now() + tonumber(ttl)
end

-- Plans the change of a key that is as it was read.
local function plan_change(index, key, read, written)
  local pre_expiry = expiry(key)
  if pre_expiry == -2 then return 'MISSING' end
  local is_edited = replaced and read ~= written
  local new_expiry = new_expiry_of(pre_expiry)
  if new_expiry and pre_expiry > MAX_EXACT_INTEGER then
    return skip(index, skipped, key, 'out-of-range', 'out-of-range')
  end
  if not is_edited and not new_expiry then return skip(index, skipped, key, 'unchanged', 'unchanged') end

  local written_digest, refusal
  if is_edited then
    written_digest = string_digest(written)
  else
    written_digest, refusal = digest_of_kept(key, pre_expiry)
    if refusal then return refusal end
  end
  local pre_value = is_edited and #read <= MAX_BYTES_IN_ROW and read or ''
  local row = unit_row(is_edited and 'E' or 'T', written_digest, decimal(new_expiry or pre_expiry),
    new_expiry and decimal(pre_expiry) or '', '', '', max_bytes, pre_value)
  local change = plan(index, units, key, row, 'edited')
  if is_edited then
    add_edit(change, key, read, written, pre_expiry, new_expiry)
  else
    add_expiry(change, key, new_expiry)
  end
  return 'WRITTEN'
end

local function write_in_place()
  local number_of_keys = #KEYS - JOURNAL_KEYS
  local handled = {}
  mark_repeated(handled, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, units, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, skipped, KEYS, JOURNAL_KEYS + 1, #KEYS)
  local values = replaced and redis.call('MGET', unpack(KEYS, JOURNAL_KEYS + 1)) or {}

  local function check(index, key)
    if handled[index] then return 'ALREADY_HANDLED' end
    if not replaced then return plan_change(index, key) end
    local read = ARGV[FIXED_ARGUMENTS + index]
    if values[index] ~= read then return exists(key) and 'CHANGED' or 'MISSING' end
    return plan_change(index, key, read, ARGV[FIXED_ARGUMENTS + number_of_keys + index])
  end

  for index = 1, number_of_keys do results[index] = check(index, KEYS[JOURNAL_KEYS + index]) end
  commit(counts)
  return replies()
end

return fence_refusal(KEYS[1], ARGV[1]) or write_in_place()
