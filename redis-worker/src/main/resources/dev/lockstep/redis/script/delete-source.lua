-- Moves one source key into the journal if it has not changed since the step read it.
-- KEYS: fence, units, kept sources, counts, deleted sources, source, pre-image.
-- ARGV: dispatch, origin (the key whose destination is the source, or empty).
local units, kept, counts, deleted = KEYS[2], KEYS[3], KEYS[4], KEYS[5]

local function delete_source(source, pre_image, origin)
  local row = redis.call('HGET', units, source)
  if not row or redis.call('HEXISTS', deleted, source) == 1 or redis.call('HEXISTS', kept, source) == 1 then
    return 'ALREADY_HANDLED'
  end
  if not exists(source) then return 'MISSING' end

  local unit = parse_unit_row(row)
  local current_expiry = expiry(source)
  local written_by_step = origin ~= '' and redis.call('HEXISTS', units, origin) == 1
  local expiry_changed = unit.source_expiry and not same_expiry(current_expiry, unit.source_expiry)
  if written_by_step or expiry_changed or digest(source) ~= unit.source_digest then
    redis.call('HSET', kept, source, 'source-changed')
    count(counts, 'source-changed')
    return 'SKIPPED'
  end

  -- RENAME keeps type, content and expiry. An expired pre-image disappears from the journal.
  redis.call('RENAME', source, pre_image)
  redis.call('HSET', deleted, source, decimal(current_expiry))
  count(counts, 'source-deleted')
  return 'WRITTEN'
end

return fence_refusal(KEYS[1], ARGV[1]) or delete_source(KEYS[6], KEYS[7], ARGV[2])
