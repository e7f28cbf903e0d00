-- Moves source keys into the journal if they have not changed since the step read them.
-- KEYS: fence, units, kept sources, counts, deleted sources, then the sources.
-- ARGV: dispatch, prefix of the pre-images, then the origins (see mark_destinations), if there are any.
local units, kept, counts, deleted = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local JOURNAL_KEYS, FIRST_ORIGIN = 5, 3

local function has_changed(source, unit, current_expiry)
  local expiry_changed = unit.source_expiry and not same_expiry(current_expiry, unit.source_expiry)
  return expiry_changed or not has_digest(source, unit.source_digest, unit.read_limit)
end

local function check(index, source, row, is_destination)
  local current_expiry = expiry(source)
  if current_expiry == -2 then return 'MISSING' end
  local unit = parse_unit_row(row)
  if unit.source_digest == '' then return 'ALREADY_HANDLED' end
  if is_deferred(work_of(parse_digest(unit.source_digest))) then return 'DEFERRED' end
  if is_destination or has_changed(source, unit, current_expiry) then
    plan(index, kept, source, 'source-changed', 'source-changed')
    return 'SKIPPED'
  end
  -- RENAME keeps type, content and expiry. An expired pre-image disappears from the journal.
  local change = plan(index, deleted, source, decimal(current_expiry), 'source-deleted')
  add_commands(change, nil, {'RENAME', source, ARGV[2] .. source})
  return 'WRITTEN'
end

local function delete_sources()
  local rows_of_units = redis.call('HMGET', units, unpack(KEYS, JOURNAL_KEYS + 1))
  local handled, destinations = {}, {}
  mark_repeated(handled, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, deleted, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_fields(handled, kept, KEYS, JOURNAL_KEYS + 1, #KEYS)
  mark_destinations(destinations, units, {unpack(ARGV, FIRST_ORIGIN)})
  for index, row in ipairs(rows_of_units) do
    results[index] = (handled[index] or not row) and 'ALREADY_HANDLED'
      or check(index, KEYS[JOURNAL_KEYS + index], row, destinations[index])
  end
  commit(counts, KEYS[1])
  return replies()
end

return fence_refusal(KEYS[1], ARGV[1]) or delete_sources()
