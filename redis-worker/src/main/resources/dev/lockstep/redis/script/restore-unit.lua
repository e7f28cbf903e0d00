-- Restores one unit if its touched fields still are as the step left them.
-- KEYS: fence, units, counts, conflicts, key, pre-image. ARGV: dispatch, field of the unit, conflict policy (keep or fail).
local units, counts, conflicts, key, pre_image = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local field, policy = ARGV[2], ARGV[3]
local row, unit

local function settle(outcome)
  redis.call('HDEL', units, field)
  count(counts, 'compensated.' .. outcome)
  return 'SETTLED'
end

-- Where the step changed the expiry alone, the value matters only once the old expiry has passed.
local function is_value_compared()
  if unit.left == '' then return false end
  return (unit.kind ~= 'T' and unit.kind ~= 'X') or passed(unit.pre_expiry)
end

local function left_text()
  local content = is_value_compared() and 'content ' .. unit.left or 'any value'
  return content .. ', ' .. expiry_text(unit.left_expiry)
end

local function settle_conflict()
  return conflict(policy, conflicts, 'u' .. field, key, left_text(), row) or settle('conflict')
end

local function is_as_left()
  return digest(key) == unit.left and same_expiry(expiry(key), unit.left_expiry)
end

local function restore_expiry()
  if unit.pre_expiry < 0 then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIREAT', key, text(unit.pre_expiry))
  end
end

local function restore_created()
  if not exists(key) then return settle(passed(unit.left_expiry) and 'expired' or 'gone') end
  if not is_as_left() then return settle_conflict() end
  redis.call('UNLINK', key)
  return settle('restored')
end

local function restore_replaced()
  local has_pre_image = exists(pre_image)
  if not has_pre_image and not passed(unit.pre_expiry) then return 'PRE_IMAGE_MISSING' end
  if not exists(key) then
    if not has_pre_image then return settle('expired') end
    if not passed(unit.left_expiry) then return settle_conflict() end
    redis.call('RENAME', pre_image, key)
    return settle('restored')
  end
  if is_as_left() then
    if has_pre_image then redis.call('RENAME', pre_image, key) else redis.call('UNLINK', key) end
    return settle('restored')
  end
  if has_pre_image and digest(key) == digest(pre_image) and same_expiry(expiry(key), expiry(pre_image)) then
    redis.call('UNLINK', pre_image)
    return settle('restored')
  end
  return settle_conflict()
end

-- Value and expiry are two fields: only those that the step touched are compared and restored.
local function restore_edited()
  write_without_memory(KEYS[1])
  local expiry_touched = unit.pre_expiry ~= nil
  local in_own_key = unit.pre_value == ''
  local before = in_own_key and redis.call('GET', pre_image) or unit.pre_value
  if before == '' then return 'PRE_IMAGE_MISSING' end

  local function settle_edited(outcome)
    if in_own_key then redis.call('UNLINK', pre_image) end
    return settle(outcome)
  end

  if not exists(key) then
    if not expiry_touched then
      if passed(unit.left_expiry) then return settle_edited('expired') end
      return settle_conflict()
    end
    if not passed(unit.left_expiry) then return settle_conflict() end
    if passed(unit.pre_expiry) then return settle_edited('expired') end
    redis.call('SET', key, before)
    restore_expiry()
    return settle_edited('restored')
  end
  local value = redis.pcall('GET', key)
  local moment = expiry(key)
  local is_left_value = type(value) == 'string' and redis.sha1hex(value) == unit.left
  if is_left_value and (not expiry_touched or same_expiry(moment, unit.left_expiry)) then
    if expiry_touched and passed(unit.pre_expiry) then
      redis.call('UNLINK', key)
      return settle_edited('expired')
    end
    redis.call('SET', key, before, 'KEEPTTL')
    if expiry_touched then restore_expiry() end
    return settle_edited('restored')
  end
  if value == before and (not expiry_touched or same_expiry(moment, unit.pre_expiry)) then
    return settle_edited('restored')
  end
  return settle_conflict()
end

-- The expiry of a key was set, and a copy of the key kept in case that the new expiry deletes it.
local function restore_expiry_with_copy()
  if not exists(key) then
    if not passed(unit.left_expiry) then return settle_conflict() end
    if passed(unit.pre_expiry) then return settle('expired') end
    if not exists(pre_image) then return 'PRE_IMAGE_MISSING' end
    redis.call('RENAME', pre_image, key)
    return settle('restored')
  end
  local moment = expiry(key)
  if same_expiry(moment, unit.left_expiry) then
    if passed(unit.pre_expiry) then
      if digest(key) ~= unit.left then return settle_conflict() end
      redis.call('UNLINK', key, pre_image)
      return settle('expired')
    end
    restore_expiry()
    redis.call('UNLINK', pre_image)
    return settle('restored')
  end
  if same_expiry(moment, unit.pre_expiry) then
    redis.call('UNLINK', pre_image)
    return settle('restored')
  end
  return settle_conflict()
end

-- The expiry of a key was changed and nothing else kept: the value may be any.
local function restore_expiry_alone()
  if not exists(key) then
    if passed(unit.pre_expiry) then return settle('expired') end
    if passed(unit.left_expiry) then return settle('expired-early') end
    return settle_conflict()
  end
  local moment = expiry(key)
  if same_expiry(moment, unit.left_expiry) then
    if passed(unit.pre_expiry) then
      if unit.left ~= '' and digest(key) ~= unit.left then return settle_conflict() end
      redis.call('UNLINK', key)
      return settle('expired')
    end
    restore_expiry()
    return settle('restored')
  end
  if same_expiry(moment, unit.pre_expiry) then return settle('restored') end
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
