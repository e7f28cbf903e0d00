-- Writes the destination key of one source key.
-- KEYS: fence, units, skipped, counts, source, destination, pre-image.
-- ARGV: dispatch, origin (the key whose destination is the source, or empty), existing (fail, skip or replace), ttl
-- (preserve, none or milliseconds), sources (keep or delete), content (replaced or as-is), value read, value to write.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]
local existing, ttl, sources, replaced = ARGV[3], ARGV[4], ARGV[5], ARGV[6] == 'replaced'

-- Returns nil, or the error of the server. COPY copies the expiry to the millisecond, and KEEPTTL keeps it.
local function write_value(source, destination, source_expiry, written)
  if replaced and (ttl ~= 'preserve' or source_expiry < 0) then
    local set = redis.pcall('SET', destination, written)
    return set.err and set or nil
  end
  local copied = redis.pcall('COPY', source, destination)
  if copied ~= 1 then return copied end
  if replaced then redis.call('SET', destination, written, 'KEEPTTL') end
  return nil
end

local function write_expiry(destination, source_expiry)
  if ttl == 'preserve' then return source_expiry end
  if ttl == 'none' then
    redis.call('PERSIST', destination)
    return -1
  end
  redis.call('PEXPIRE', destination, ttl)
  return expiry(destination)
end

local function write_destination(source, destination, pre_image, origin, read, written)
  if is_handled(units, skipped, source, origin) then return 'ALREADY_HANDLED' end
  if replaced then
    local refusal = value_refusal(source, read)
    if refusal then return refusal end
  elseif not exists(source) then
    return 'MISSING'
  end

  local destination_exists = exists(destination)
  if destination_exists and existing == 'fail' then return 'DESTINATION_EXISTS' end
  if destination_exists and existing == 'skip' then return skip(skipped, counts, source, 'existing', 'existing') end
  local pre_expiry = ''
  if destination_exists then
    pre_expiry = decimal(expiry(destination))
    redis.call('RENAME', destination, pre_image)
  end

  local source_expiry = expiry(source)
  local refusal = write_value(source, destination, source_expiry, written)
  if refusal then
    if destination_exists then redis.call('RENAME', pre_image, destination) end
    return refusal
  end
  local written_expiry = write_expiry(destination, source_expiry)

  local written_digest = replaced and redis.sha1hex(written) or digest(destination)
  local source_digest, compared_expiry = '', ''
  if sources == 'delete' then
    source_digest = replaced and redis.sha1hex(read) or written_digest
    if ttl == 'preserve' then compared_expiry = decimal(source_expiry) end
  end
  redis.call('HSET', units, source, unit_row(destination_exists and 'R' or 'C', written_digest, decimal(written_expiry),
    pre_expiry, source_digest, compared_expiry, ''))
  count(counts, destination_exists and 'replaced' or 'created')
  return 'WRITTEN'
end

return fence_refusal(KEYS[1], ARGV[1]) or write_destination(KEYS[5], KEYS[6], KEYS[7], ARGV[2], ARGV[7], ARGV[8])
