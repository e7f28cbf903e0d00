-- Restores one unit if no application has changed the fields that the step wrote.
-- KEYS: fence, units, counts, conflicts, key, pre-image.
-- ARGV: dispatch, field of the unit, conflict policy (keep or fail).
local units, counts, conflicts, key, pre_image = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local field, policy = ARGV[2], ARGV[3]
local row, unit

local function settle(outcome)
  redis.call('HDEL', units, field)
  count(counts, 'compensated.' .. outcome)
  return 'SETTLED'
end

-- If the step changed only the expiry, the value is compared only after the old expiry has passed.
local function is_value_compared()
  if unit.written_digest == '' then return false end
  return (unit.kind ~= 'T' and unit.kind ~= 'X') or has_passed(unit.pre_expiry)
end

local function expected_text()
  local content = is_value_compared() and 'content ' .. unit.written_digest or 'any value'
  return content .. ', ' .. expiry_text(unit.written_expiry)
end

local function settle_conflict()
  return conflict(policy, conflicts, 'u' .. field, key, expected_text(), row) or settle('conflict')
end

local function is_as_written()
  return digest(key) == unit.written_digest and same_expiry(expiry(key), unit.written_expiry)
end

local function restore_expiry()
  if unit.pre_expiry < 0 then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIREAT', key, decimal(unit.pre_expiry))
  end
end

local function restore_created()
  if not exists(key) then return settle(has_passed(unit.written_expiry) and 'expired' or 'gone') end
  if not is_as_written() then return settle_conflict() end
  redis.call('UNLINK', key)
  return settle('restored')
end

local function restore_replaced()
  local has_pre_image = exists(pre_image)
  if not has_pre_image and not has_passed(unit.pre_expiry) then return 'PRE_IMAGE_MISSING' end
  if not exists(key) then
    if not has_pre_image then return settle('expired') end
    if not has_passed(unit.written_expiry) then return settle_conflict() end
    redis.call('RENAME', pre_image, key)
    return settle('restored')
  end
  if is_as_written() then
    if has_pre_image then redis.call('RENAME', pre_image, key) else redis.call('UNLINK', key) end
    return settle('restored')
  end
  if has_pre_image and digest(key) == digest(pre_image) and same_expiry(expiry(key), expiry(pre_image)) then
    redis.call('UNLINK', pre_image)
    return settle('restored')
  end
  return settle_conflict()
end

-- Value and expiry are separate fields: only those that the step wrote are compared and restored.
local function restore_edited()
  write_without_memory(KEYS[1])
  local expiry_written = unit.pre_expiry ~= nil
  local has_own_key = unit.pre_value == ''
  local pre_value = has_own_key and redis.call('GET', pre_image) or unit.pre_value
  if pre_value == '' then return 'PRE_IMAGE_MISSING' end

  local function settle_edited(outcome)
    if has_own_key then redis.call('UNLINK', pre_image) end
    return settle(outcome)
  end

  if not exists(key) then
    if not expiry_written then
      if has_passed(unit.written_expiry) then return settle_edited('expired') end
      return settle_conflict()
    end
    if not has_passed(unit.written_expiry) then return settle_conflict() end
    if has_passed(unit.pre_expiry) then return settle_edited('expired') end
    redis.call('SET', key, pre_value)
    restore_expiry()
    return settle_edited('restored')
  end
  local value = redis.pcall('GET', key)
  local current_expiry = expiry(key)
  local has_written_value = type(value) == 'string' and redis.sha1hex(value) == unit.written_digest
  if has_written_value and (not expiry_written or same_expiry(current_expiry, unit.written_expiry)) then
    if expiry_written and has_passed(unit.pre_expiry) then
      redis.call('UNLINK', key)
      return settle_edited('expired')
    end
    redis.call('SET', key, pre_value, 'KEEPTTL')
    if expiry_written then restore_expiry() end
    return settle_edited('restored')
  end
  if value == pre_value and (not expiry_written or same_expiry(current_expiry, unit.pre_expiry)) then
    return settle_edited('restored')
  end
  return settle_conflict()
end

-- The step set the expiry and kept a copy of the key, in case the new expiry deletes the key.
local function restore_expiry_with_copy()
  if not exists(key) then
    if not has_passed(unit.written_expiry) then return settle_conflict() end
    if has_passed(unit.pre_expiry) then return settle('expired') end
    if not exists(pre_image) then return 'PRE_IMAGE_MISSING' end
    redis.call('RENAME', pre_image, key)
    return settle('restored')
  end
  local current_expiry = expiry(key)
  if same_expiry(current_expiry, unit.written_expiry) then
    if has_passed(unit.pre_expiry) then
      if digest(key) ~= unit.written_digest then return settle_conflict() end
      redis.call('UNLINK', key, pre_image)
      return settle('expired')
    end
    restore_expiry()
    redis.call('UNLINK', pre_image)
    return settle('restored')
  end
  if same_expiry(current_expiry, unit.pre_expiry) then
    redis.call('UNLINK', pre_image)
    return settle('restored')
  end
  return settle_conflict()
end

-- The step changed the expiry and kept no copy. The value may have changed since.
local function restore_expiry_alone()
  if not exists(key) then
    if has_passed(unit.pre_expiry) then return settle('expired') end
    if has_passed(unit.written_expiry) then return settle('expired-early') end
    return settle_conflict()
  end
  local current_expiry = expiry(key)
  if same_expiry(current_expiry, unit.written_expiry) then
    if has_passed(unit.pre_expiry) then
      if unit.written_digest ~= '' and digest(key) ~= unit.written_digest then return settle_conflict() end
      redis.call('UNLINK', key)
      return settle('expired')
    end
    restore_expiry()
    return settle('restored')
  end
  if same_expiry(current_expiry, unit.pre_expiry) then return settle('restored') end
  return settle_conflict()
end

local restore = {
  C = restore_created, R = restore_replaced, E = restore_edited, T = restore_expiry_with_copy, X = restore_expiry_alone,
}

local refusal = fence_refusal(KEYS[1], ARGV[1])
if refusal then return refusal end
row = redis.call('HGET', units, field)
if not row then return 'ALREADY_HANDLED' end
unit = parse_unit_row(row)
return restore[unit.kind] and restore[unit.kind]() or 'PRE_IMAGE_MISSING'
