-- Writes the destination key of one source key.
-- KEYS: fence, units, skipped, counts, source, destination, pre-image.
-- ARGV: dispatch, own source (of which the source is the destination, or empty), existing (fail, skip or replace), ttl
-- (preserve, none or milliseconds), sources (keep or delete), content (replaced or as-is), value read, value to write.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]
local existing, ttl, sources, replaced = ARGV[3], ARGV[4], ARGV[5], ARGV[6] == 'replaced'

-- Returns nil, or the error of the server. COPY takes the expiry over to the millisecond, and KEEPTTL keeps it.
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

local function write_destination(source, destination, pre_image, own_source, read, written)
  if is_handled(units, skipped, source, own_source) then return 'ALREADY_HANDLED' end
  if replaced then
    local refusal = value_refusal(source, read)
    if refusal then return refusal end
  elseif not exists(source) then
    return 'MISSING'
  end

  local occupied = exists(destination)
  if occupied and existing == 'fail' then return 'DESTINATION_EXISTS' end
  if occupied and existing == 'skip' then return skip(skipped, counts, source, 'existing', 'existing') end
  local pre_expiry = ''
  if occupied then
    pre_expiry = text(expiry(destination))
    redis.call('RENAME', destination, pre_image)
  end

  local source_expiry = expiry(source)
  local failed = write_value(source, destination, source_expiry, written)
  if failed then
    if occupied then redis.call('RENAME', pre_image, destination) end
    return failed
  end
  local left_expiry = write_expiry(destination, source_expiry)

  local left = replaced and redis.sha1hex(written) or digest(destination)
  local source_digest, compared_expiry = '', ''
  if sources == 'delete' then
    source_digest = replaced and redis.sha1hex(read) or left
    if ttl == 'preserve' then compared_expiry = text(source_expiry) end
  end
  redis.call('HSET', units, source,
    unit_row(occupied and 'R' or 'C', left, text(left_expiry), pre_expiry, source_digest, compared_expiry, ''))
  count(counts, occupied and 'replaced' or 'created')
  return 'WRITTEN'
end

return fence_refusal(KEYS[1], ARGV[1]) or write_destination(KEYS[5], KEYS[6], KEYS[7], ARGV[2], ARGV[7], ARGV[8])
