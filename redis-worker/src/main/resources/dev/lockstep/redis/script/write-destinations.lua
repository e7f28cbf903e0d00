-- Writes the destination keys of a batch of source keys.
-- KEYS: fence, units, skipped, counts, then the sources, then the destinations.
-- ARGV: dispatch, prefix of the pre-images, maximum number of members and of bytes of a source that is copied, existing
-- (fail, skip or replace), ttl (preserve, none or milliseconds), sources (keep or delete), content (replaced or as-is).
-- With replaced, then the values read and then the values to write. Then the origins (see mark_destinations), if any.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]
local pre_images, max_members, max_bytes = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local existing, ttl, sources_policy, replaced = ARGV[5], ARGV[6], ARGV[7], ARGV[8] == 'replaced'
local JOURNAL_KEYS, FIXED_ARGUMENTS = 4, 8
local number_of_keys = (#KEYS - JOURNAL_KEYS) / 2

local function new_expiry(source_expiry)
  if ttl == 'preserve' then return source_expiry end
  return ttl == 'none' and -1 or now() + tonumber(ttl)
end

local function row_of(kind, read, written_digest, written_expiry, source_expiry, pre_expiry)
  local source_digest, compared_expiry = '', ''
  if sources_policy == 'delete' then
    source_digest = replaced and string_digest(read) or written_digest
    if ttl == 'preserve' then compared_expiry = source_expiry < 0 and '-1' or decimal(source_expiry) end
  end
  return unit_row(kind, written_digest, written_expiry, pre_expiry, source_digest, compared_expiry, max_bytes, '')
end

-- Adds the commands of one destination. If it exists, it is renamed to its pre-image first.
local function add_destination_commands(change, source, destination, has_destination, ...)
  if not has_destination then return add_commands(change, {'UNLINK', destination}, ...) end
  local pre_image = pre_images .. source
  add_commands(change, {'RENAME', pre_image, destination}, {'RENAME', destination, pre_image}, ...)
end

-- COPY copies the expiry to the millisecond, and KEEPTTL keeps it.
local function add_value(change, source, destination, has_destination, written, expiry_text, is_exact)
  if not is_exact and ttl == 'preserve' then
    add_destination_commands(change, source, destination, has_destination,
      {'COPY', source, destination}, {'SET', destination, written, 'KEEPTTL'})
  elseif expiry_text == '-1' and not has_destination then
    add_set(change, destination, written)
  elseif expiry_text == '-1' then
    add_destination_commands(change, source, destination, true, {'SET', destination, written})
  elseif has_destination then
    add_destination_commands(change, source, destination, true, {'SET', destination, written, 'PXAT', expiry_text})
  else
    add_commands(change, nil, {'SET', destination, written, 'PXAT', expiry_text})
  end
end

local function add_copy(change, source, destination, has_destination, expiry_text)
  local copy = {'COPY', source, destination}
  if ttl == 'preserve' then
    add_destination_commands(change, source, destination, has_destination, copy)
  elseif ttl == 'none' then
    add_destination_commands(change, source, destination, has_destination, copy, {'PERSIST', destination})
  else
    add_destination_commands(
      change, source, destination, has_destination, copy, {'PEXPIREAT', destination, expiry_text})
  end
end

-- Plans the destination of a source that is as it was read.
local function plan_destination(index, source, destination, read, written, digest_of_source, has_destination)
  local source_expiry, is_exact = expiry(source)
  if source_expiry == -2 then return 'MISSING' end
  is_exact = is_exact and source_expiry <= MAX_EXACT_INTEGER
  local written_expiry = new_expiry(source_expiry)
  local expiry_text = written_expiry < 0 and '-1' or decimal(written_expiry)
  local written_digest = digest_of_source or string_digest(written)
  local pre_expiry = has_destination and decimal((expiry(destination))) or ''
  local row = row_of(has_destination and 'R' or 'C', read, written_digest, expiry_text, source_expiry, pre_expiry)
  local change = plan(index, units, source, row, has_destination and 'replaced' or 'created')
  if replaced then
    add_value(change, source, destination, has_destination, written, expiry_text, is_exact)
  else
    add_copy(change, source, destination, has_destination, expiry_text)
  end
  return 'WRITTEN'
end

-- Returns the digest of a source that is copied; or nil and the reason why it is not copied now.
local function digest_to_copy(source)
  local kind, size = measure(source)
  if kind == 'none' then return nil, 'MISSING' end
  local refusal = size_refusal(source, kind, size, max_members, max_bytes)
  if refusal then return nil, refusal end
  if is_deferred(2 * work_of(kind, size)) then return nil, 'DEFERRED' end
  return digest(source, kind, size)
end

local function write_destinations()
  local first_destination, first_value = JOURNAL_KEYS + number_of_keys, FIXED_ARGUMENTS
  local first_written = first_value + number_of_keys
  local first_origin = replaced and first_written + number_of_keys or FIXED_ARGUMENTS
  local handled = {}
  mark_repeated(handled, KEYS, JOURNAL_KEYS + 1, first_destination)
  mark_fields(handled, units, KEYS, JOURNAL_KEYS + 1, first_destination)
  mark_fields(handled, skipped, KEYS, JOURNAL_KEYS + 1, first_destination)
  mark_destinations(handled, units, {unpack(ARGV, first_origin + 1)})
  local values = replaced and redis.call('MGET', unpack(KEYS, JOURNAL_KEYS + 1, first_destination)) or {}
  local has_destinations = redis.call('EXISTS', unpack(KEYS, first_destination + 1)) > 0

  local function check(index, source, destination)
    if handled[index] then return 'ALREADY_HANDLED' end
    local read, digest_of_source, refusal = ARGV[first_value + index], nil, nil
    if not replaced then
      digest_of_source, refusal = digest_to_copy(source)
      if refusal then return refusal end
    elseif values[index] ~= read then
      return exists(source) and 'CHANGED' or 'MISSING'
    end
    local has_destination = has_destinations and exists(destination)
    if has_destination and existing == 'fail' then return 'DESTINATION_EXISTS' end
    if has_destination and existing == 'skip' then return skip(index, skipped, source, 'existing', 'existing') end
    return plan_destination(
      index, source, destination, read, ARGV[first_written + index], digest_of_source, has_destination)
  end

  for index = 1, number_of_keys do
    results[index] = check(index, KEYS[JOURNAL_KEYS + index], KEYS[first_destination + index])
  end
  commit(counts)
  return replies()
end

return fence_refusal(KEYS[1], ARGV[1]) or write_destinations()
