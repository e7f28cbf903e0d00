-- Changes the value or the expiry of one key in place.
-- KEYS: fence, units, skipped, counts, key, pre-image.
-- ARGV: dispatch, ttl (preserve, none or milliseconds), content (replaced or as-is), value read, value to write.
local units, skipped, counts = KEYS[2], KEYS[3], KEYS[4]

-- The worker reads hundreds of journal rows at once, so a longer value is stored in a key of its own. An edited value
-- is never empty, so an empty value in the row means that the value has its own key.
local MAX_BYTES_IN_ROW = 4096

local function write_value(key, pre_image, read, written)
  local in_row = #read <= MAX_BYTES_IN_ROW
  if not in_row then redis.call('SET', pre_image, read) end
  redis.call('SET', key, written, 'KEEPTTL')
  return in_row and read or ''
end

local function write_expiry(key, ttl)
  if ttl == 'none' then
    redis.call('PERSIST', key)
    return -1
  end
  redis.call('PEXPIRE', key, ttl)
  return expiry(key)
end

local function write_in_place(key, pre_image, ttl, content, read, written)
  if is_handled(units, skipped, key, '') then return 'ALREADY_HANDLED' end
  local edited = content == 'replaced' and read ~= written
  if content == 'replaced' then
    local refusal = value_refusal(key, read)
    if refusal then return refusal end
  elseif not exists(key) then
    return 'MISSING'
  end

  local pre_expiry = expiry(key)
  local expiry_set = ttl ~= 'preserve' and not (ttl == 'none' and pre_expiry < 0)
  if not edited and not expiry_set then return skip(skipped, counts, key, 'unchanged', 'unchanged') end

  local pre_value = edited and write_value(key, pre_image, read, written) or ''
  -- The new expiry may delete the key before a compensation, so a copy with the old expiry is kept.
  if expiry_set and ttl ~= 'none' and not edited then redis.call('COPY', key, pre_image, 'REPLACE') end
  local written_expiry = expiry_set and write_expiry(key, ttl) or pre_expiry

  local written_digest = ''
  if edited then
    written_digest = redis.sha1hex(written)
  elseif pre_expiry >= 0 then
    -- Compensation deletes the key if the old expiry has passed by then. The digest shows whether an application wrote
    -- the key in between.
    written_digest = digest(key)
  end
  redis.call('HSET', units, key, unit_row(edited and 'E' or 'T', written_digest, decimal(written_expiry),
    expiry_set and decimal(pre_expiry) or '', '', '', pre_value))
  count(counts, 'edited')
  return 'WRITTEN'
end

return fence_refusal(KEYS[1], ARGV[1]) or write_in_place(KEYS[5], KEYS[6], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
