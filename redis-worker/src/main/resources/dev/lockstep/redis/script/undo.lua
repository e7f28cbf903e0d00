-- Puts one unit back: KEYS fence, units, counts, conflicts, key, pre-image; ARGV dispatch, field, policy (keep or fail).
local refused = superseded(KEYS[1], ARGV[1])
if refused then return refused end
local units, counts, conflicts, key, pre = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local held = redis.call('HGET', units, ARGV[2])
if not held then return 'DONE' end
local unit = parsed(held)
if not unit.kind then return 'LOST' end

local function settled(outcome)
  redis.call('HDEL', units, ARGV[2])
  count(counts, 'undone.' .. outcome)
  return string.upper(outcome)
end

local function left_there()
  local moment = unit.left_expiry < 0 and ', no expiry' or ', expires at ' .. text(unit.left_expiry)
  return (unit.left == '' and 'the value that was there' or 'content ' .. unit.left) .. moment
end

local function conflicting()
  return conflict(ARGV[3], conflicts, 'u' .. ARGV[2], key, left_there(), held) or settled('conflict')
end

local function as_left()
  return digest(key) == unit.left and same_moment(expiry(key), unit.left_expiry)
end

local function created()
  if not exists(key) then return settled(passed(unit.left_expiry) and 'expired' or 'gone') end
  if not as_left() then return conflicting() end
  redis.call('UNLINK', key)
  return settled('restored')
end

local function replaced()
  local kept = exists(pre)
  if not kept and not passed(unit.pre_expiry) then return 'LOST' end
  if not exists(key) then
    if not kept then return settled('expired') end
    if not passed(unit.left_expiry) then return conflicting() end
    redis.call('RENAME', pre, key)
    return settled('restored')
  end
  if as_left() then
    if kept then redis.call('RENAME', pre, key) else redis.call('UNLINK', key) end
    return settled('restored')
  end
  if kept and digest(key) == digest(pre) and same_moment(expiry(key), expiry(pre)) then
    redis.call('UNLINK', pre)
    return settled('restored')
  end
  return conflicting()
end

-- Value and expiry are two fields: only the one that the step touched is compared, and put back.
local function restore_expiry()
  if unit.pre_expiry < 0 then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIREAT', key, text(unit.pre_expiry))
  end
end

local function edited()
  even_without_memory(KEYS[1])
  local expiring = unit.pre_expiry ~= nil
  local beside = unit.pre == ''
  local before = beside and redis.call('GET', pre) or unit.pre
  if before == '' then return 'LOST' end

  local function done(outcome)
    if beside then redis.call('UNLINK', pre) end
    return settled(outcome)
  end

  if not exists(key) then
    if not expiring then
      if passed(unit.left_expiry) then return done('expired') end
      return conflicting()
    end
    if not passed(unit.left_expiry) then return conflicting() end
    if passed(unit.pre_expiry) then return done('expired') end
    redis.call('SET', key, before)
    restore_expiry()
    return done('restored')
  end
  local value = redis.pcall('GET', key)
  local moment = expiry(key)
  local own = type(value) == 'string' and redis.sha1hex(value) == unit.left
  if own and (not expiring or same_moment(moment, unit.left_expiry)) then
    if expiring and passed(unit.pre_expiry) then
      redis.call('UNLINK', key)
      return done('expired')
    end
    redis.call('SET', key, before, 'KEEPTTL')
    if expiring then restore_expiry() end
    return done('restored')
  end
  if value == before and (not expiring or same_moment(moment, unit.pre_expiry)) then return done('restored') end
  return conflicting()
end

local function expiry_changed()
  local kept = exists(pre)
  if not exists(key) then
    if not passed(unit.left_expiry) then return conflicting() end
    if passed(unit.pre_expiry) then return settled('expired') end
    if not kept then return 'LOST' end
    redis.call('RENAME', pre, key)
    return settled('restored')
  end
  local moment = expiry(key)
  if same_moment(moment, unit.left_expiry) then
    if passed(unit.pre_expiry) then
      if digest(key) ~= unit.left then return conflicting() end
      redis.call('UNLINK', key, pre)
      return settled('expired')
    end
    restore_expiry()
    redis.call('UNLINK', pre)
    return settled('restored')
  end
  if same_moment(moment, unit.pre_expiry) then
    redis.call('UNLINK', pre)
    return settled('restored')
  end
  return conflicting()
end

if unit.kind == 'C' then return created() end
if unit.kind == 'R' then return replaced() end
if unit.kind == 'E' then return edited() end
if unit.kind == 'T' then return expiry_changed() end
return 'LOST'
