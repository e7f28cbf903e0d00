-- Restores units if no application has changed the fields that the step wrote.
-- KEYS: fence, units, counts, conflicts, then the key of each unit.
-- ARGV: dispatch, prefix of the pre-images, conflict policy (keep or fail), maximum number of members and of bytes of a
-- key whose content is read, then the field of each unit.
local units, counts, conflicts = KEYS[2], KEYS[3], KEYS[4]
local pre_images, policy, max_members, max_bytes = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local JOURNAL_KEYS, FIXED_ARGUMENTS = 4, 5

-- If the step changed only the expiry, the value is compared only after the old expiry has passed.
local function is_value_compared(unit)
  if unit.written_digest == '' then return false end
  return (unit.kind ~= 'T' and unit.kind ~= 'X') or has_passed(unit.pre_expiry)
end

local function settle_conflict(unit)
  local content = is_value_compared(unit) and 'content ' .. unit.written_digest or 'any value'
  return conflict(unit, policy, conflicts, 'u' .. unit.field, content .. ', ' .. expiry_text(unit.written_expiry))
end

local function is_as_written(unit)
  return has_digest(unit.key, unit.written_digest, unit.read_limit)
    and same_expiry(expiry(unit.key), unit.written_expiry)
end

local function old_expiry_command(unit)
  if unit.pre_expiry < 0 then return {'PERSIST', unit.key} end
  return {'PEXPIREAT', unit.key, decimal(unit.pre_expiry)}
end

local function restore_created(unit)
  if not exists(unit.key) then return settle(unit, has_passed(unit.written_expiry) and 'expired' or 'gone') end
  if not is_as_written(unit) then return settle_conflict(unit) end
  add_deletion(plan_settled(unit, 'restored'), unit.key)
  return 'SETTLED'
end

local function restore_replaced(unit)
  local has_pre_image = exists(unit.pre_image)
  if not has_pre_image and not has_passed(unit.pre_expiry) then return 'PRE_IMAGE_MISSING' end
  local rename = {'RENAME', unit.pre_image, unit.key}
  if not exists(unit.key) then
    if not has_pre_image then return settle(unit, 'expired') end
    if not has_passed(unit.written_expiry) then return settle_conflict(unit) end
    return settle(unit, 'restored', rename)
  end
  if is_as_written(unit) then return settle(unit, 'restored', has_pre_image and rename or {'UNLINK', unit.key}) end
  if is_as_pre_image(unit, max_members, max_bytes) then
    return settle(unit, 'restored', {'UNLINK', unit.pre_image})
  end
  return settle_conflict(unit)
end

-- Returns the command that writes the old value, and the old expiry if the step changed it.
local function old_value_command(unit, pre_value)
  if not unit.pre_expiry then return {'SET', unit.key, pre_value, 'KEEPTTL'} end
  if unit.pre_expiry < 0 then return {'SET', unit.key, pre_value} end
  return {'SET', unit.key, pre_value, 'PXAT', decimal(unit.pre_expiry)}
end

local function settle_edited(unit, outcome, ...)
  local commands = {...}
  if unit.pre_value == '' then commands[#commands + 1] = {'UNLINK', unit.pre_image} end
  return settle(unit, outcome, unpack(commands))
end

local function restore_deleted_value(unit, pre_value)
  if not has_passed(unit.written_expiry) then return settle_conflict(unit) end
  if not unit.pre_expiry or has_passed(unit.pre_expiry) then return settle_edited(unit, 'expired') end
  return settle_edited(unit, 'restored', old_value_command(unit, pre_value))
end

-- Value and expiry are separate fields: only those that the step wrote are compared and restored.
local function restore_edited(unit)
  local pre_value = unit.pre_value == '' and redis.call('GET', unit.pre_image) or unit.pre_value
  if pre_value == '' then return 'PRE_IMAGE_MISSING' end
  local current_expiry = expiry(unit.key)
  if current_expiry == -2 then return restore_deleted_value(unit, pre_value) end
  local expiry_written = unit.pre_expiry ~= nil
  if has_digest(unit.key, unit.written_digest, unit.read_limit)
    and (not expiry_written or same_expiry(current_expiry, unit.written_expiry)) then
    if expiry_written and has_passed(unit.pre_expiry) then return settle_edited(unit, 'expired', {'UNLINK', unit.key}) end
    return settle_edited(unit, 'restored', old_value_command(unit, pre_value))
  end
  if has_digest(unit.key, string_digest(pre_value), unit.read_limit)
    and (not expiry_written or same_expiry(current_expiry, unit.pre_expiry)) then
    return settle_edited(unit, 'restored')
  end
  return settle_conflict(unit)
end

-- The step set the expiry and kept a copy of the key, in case the new expiry deletes the key.
local function restore_expiry_with_copy(unit)
  local current_expiry = expiry(unit.key)
  if current_expiry == -2 then
    if not has_passed(unit.written_expiry) then return settle_conflict(unit) end
    if has_passed(unit.pre_expiry) then return settle(unit, 'expired') end
    if not exists(unit.pre_image) then return 'PRE_IMAGE_MISSING' end
    return settle(unit, 'restored', {'RENAME', unit.pre_image, unit.key})
  end
  local forget_copy = {'UNLINK', unit.pre_image}
  if same_expiry(current_expiry, unit.written_expiry) then
    if not has_passed(unit.pre_expiry) then return settle(unit, 'restored', old_expiry_command(unit), forget_copy) end
    if not has_digest(unit.key, unit.written_digest, unit.read_limit) then return settle_conflict(unit) end
    return settle(unit, 'expired', {'UNLINK', unit.key, unit.pre_image})
  end
  if same_expiry(current_expiry, unit.pre_expiry) then return settle(unit, 'restored', forget_copy) end
  return settle_conflict(unit)
end

-- The step changed the expiry and kept no copy. The value may have changed since.
local function restore_expiry_alone(unit)
  local current_expiry = expiry(unit.key)
  if current_expiry == -2 then
    if has_passed(unit.pre_expiry) then return settle(unit, 'expired') end
    if has_passed(unit.written_expiry) then return settle(unit, 'expired-early') end
    return settle_conflict(unit)
  end
  if same_expiry(current_expiry, unit.written_expiry) then
    if not has_passed(unit.pre_expiry) then return settle(unit, 'restored', old_expiry_command(unit)) end
    if unit.written_digest ~= '' and not has_digest(unit.key, unit.written_digest, unit.read_limit) then
      return settle_conflict(unit)
    end
    return settle(unit, 'expired', {'UNLINK', unit.key})
  end
  if same_expiry(current_expiry, unit.pre_expiry) then return settle(unit, 'restored') end
  return settle_conflict(unit)
end

-- Returns the work of is_as_pre_image.
local function work_to_compare_pre_image(unit)
  local kind, size = measure(unit.pre_image)
  local current_kind, current_size = measure(unit.key)
  return kind == current_kind and size == current_size and 2 * work_of(kind, size) or 0
end

local function work_to_restore(unit)
  local kind, size = parse_digest(unit.written_digest)
  local work = kind and 2 * work_of(kind, size) or 0
  if unit.kind == 'R' then return work + work_to_compare_pre_image(unit) end
  if unit.kind == 'E' and unit.pre_value == '' then return work + redis.call('STRLEN', unit.pre_image) end
  return work
end

local restore = {
  C = restore_created, R = restore_replaced, E = restore_edited, T = restore_expiry_with_copy, X = restore_expiry_alone,
}

local function unit_of(index, key, field, row)
  local unit = parse_unit_row(row)
  unit.index, unit.hash, unit.field, unit.key, unit.row = index, units, field, key, row
  unit.pre_image = pre_images .. field
  return unit
end

local function check_unit(unit)
  if not restore[unit.kind] then return 'PRE_IMAGE_MISSING' end
  if is_deferred(work_to_restore(unit)) then return 'DEFERRED' end
  return restore[unit.kind](unit)
end

local function is_string_with(key, size, sha1)
  local value = redis.pcall('GETRANGE', key, 0, size)
  return type(value) == 'string' and value ~= '' and #value == size and redis.sha1hex(value) == sha1
end

-- A string that the step created is the most frequent unit and needs little work if it is as written.
local function check(index, key, field, row)
  local size, sha1, written_expiry = string.match(row, '^C|string:(%d+):(%x+)|(-?%d+)|')
  if not size then return check_unit(unit_of(index, key, field, row)) end
  size = tonumber(size)
  if is_deferred(2 * size) then return 'DEFERRED' end
  if is_string_with(key, size, sha1) and same_expiry(expiry(key), tonumber(written_expiry)) then
    add_deletion(plan(index, units, field, false, 'compensated.restored'), key)
    return 'SETTLED'
  end
  add_work(2 * size)
  return restore_created(unit_of(index, key, field, row))
end

local function restore_units()
  local fields_of_units, handled = {unpack(ARGV, FIXED_ARGUMENTS + 1)}, {}
  mark_repeated(handled, fields_of_units, 1, #fields_of_units)
  for index, row in ipairs(redis.call('HMGET', units, unpack(fields_of_units))) do
    local key, field = KEYS[JOURNAL_KEYS + index], fields_of_units[index]
    results[index] = row and not handled[index] and check(index, key, field, row) or 'ALREADY_HANDLED'
  end
  commit(counts, KEYS[1])
  return replies()
end

return fence_refusal(KEYS[1], ARGV[1]) or restore_units()
