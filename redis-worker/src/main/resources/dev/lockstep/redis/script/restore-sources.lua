-- Restores source keys that the finish deleted.
-- KEYS: fence, deleted sources, counts, conflicts, then the sources. ARGV: dispatch, prefix of the pre-images, conflict
-- policy (keep or fail), maximum number of members and of bytes of a key whose content is read.
local deleted, counts, conflicts = KEYS[2], KEYS[3], KEYS[4]
local pre_images, policy, max_members, max_bytes = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local JOURNAL_KEYS = 4

local function check(unit)
  local pre_image_kind, pre_image_size = measure(unit.pre_image)
  local has_pre_image = pre_image_kind ~= 'none'
  if not exists(unit.key) then
    if has_pre_image then return settle(unit, 'restored', {'RENAME', unit.pre_image, unit.key}) end
    return has_passed(tonumber(unit.row)) and settle(unit, 'expired') or 'PRE_IMAGE_MISSING'
  end
  if is_deferred(2 * work_of(pre_image_kind, pre_image_size)) then return 'DEFERRED' end
  if is_as_pre_image(unit, max_members, max_bytes) then
    return settle(unit, 'restored', {'UNLINK', unit.pre_image})
  end
  return conflict(unit, policy, conflicts, 's' .. unit.key, 'absent, deleted by the step')
end

local function restore_sources()
  local handled = {}
  mark_repeated(handled, KEYS, JOURNAL_KEYS + 1, #KEYS)
  for index, row in ipairs(redis.call('HMGET', deleted, unpack(KEYS, JOURNAL_KEYS + 1))) do
    local source = KEYS[JOURNAL_KEYS + index]
    results[index] = row and not handled[index] and check({
      index = index, hash = deleted, field = source, key = source, pre_image = pre_images .. source, row = row,
    }) or 'ALREADY_HANDLED'
  end
  commit(counts, KEYS[1])
  return replies()
end

return fence_refusal(KEYS[1], ARGV[1]) or restore_sources()
