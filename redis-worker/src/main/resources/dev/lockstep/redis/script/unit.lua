-- Answers why this dispatch may not write, or nil. The number is compared here because only here is it still true when
-- the write happens.
local function superseded(fence, dispatch)
  local held = redis.call('GET', fence)
  if held == dispatch then return nil end
  if held and tonumber(held) > tonumber(dispatch) then return 'SUPERSEDED' end
  return 'FENCE_LOST'
end

-- A server without memory left refuses a script's first write, unless that takes none, and no later one. Undoing gives
-- memory back, so where it would begin with a value or a row, this comes first: it takes none and changes nothing, for the
-- fence has no expiry.
local function even_without_memory(fence)
  redis.call('PERSIST', fence)
end

local function text(number)
  return string.format('%.0f', number)
end

-- An expiry taken by difference may be a millisecond off.
local function same_moment(one, other)
  if one < 0 or other < 0 then return one == other end
  return math.abs(one - other) <= 1
end

local function passed(moment)
  return moment >= 0 and moment <= now() + 1
end

local function exists(key)
  return redis.call('EXISTS', key) == 1
end

-- Each part with its length before it, so that no two lists of parts read the same.
local function sized(part)
  part = tostring(part)
  return #part .. ':' .. part
end

-- What is not a string is rare, and functions that are not made cost nothing.
local function digest_of_other(key, kind)
  local function flat(reply)
    if type(reply) ~= 'table' then return sized(reply) end
    local parts = {}
    for index, part in ipairs(reply) do parts[index] = flat(part) end
    return '[' .. table.concat(parts) .. ']'
  end

  -- Sets and hashes have no order that outlives a restart, so the digests of their members are sorted.
  local function sorted(reply, width)
    local digests = {}
    for index = 1, #reply, width do
      local member = sized(reply[index])
      if width == 2 then member = member .. sized(reply[index + 1]) end
      digests[#digests + 1] = redis.sha1hex(member)
    end
    table.sort(digests)
    return table.concat(digests)
  end

  local function stream()
    local facts = {redis.call('XRANGE', key, '-', '+')}
    local info = redis.call('XINFO', 'STREAM', key)
    for index = 1, #info, 2 do
      if info[index] == 'last-generated-id' then facts[#facts + 1] = info[index + 1] end
    end
    facts[#facts + 1] = redis.call('XINFO', 'GROUPS', key)
    return flat(facts)
  end

  local content
  if kind == 'list' then content = flat(redis.call('LRANGE', key, 0, -1))
  elseif kind == 'zset' then content = flat(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES'))
  elseif kind == 'set' then content = sorted(redis.call('SMEMBERS', key), 1)
  elseif kind == 'hash' then content = sorted(redis.call('HGETALL', key), 2)
  elseif kind == 'stream' then content = stream()
  else content = redis.call('DUMP', key) end
  return kind .. ':' .. redis.sha1hex(content)
end

-- The fingerprint of a key's type and content, the same after a restart.
local function digest(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'string' then return redis.sha1hex(redis.call('GET', key)) end
  return digest_of_other(key, kind)
end

local function describe(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return 'absent' end
  local head = kind == 'string' and redis.call('GETRANGE', key, 0, 119) or digest(key)
  local moment = expiry(key)
  return kind .. ' ' .. head .. (moment < 0 and ', no expiry' or ', expires at ' .. text(moment))
end

-- A unit's row: what kind of change, what was left there, and what was there before.
local function row(kind, left, left_expiry, pre_expiry, source, source_expiry, pre)
  return table.concat({kind, left, left_expiry, pre_expiry, source, source_expiry, pre}, '|')
end

local function parsed(unit)
  local kind, left, left_expiry, pre_expiry, source, source_expiry, pre =
    string.match(unit, '^(%u)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  return {
    kind = kind, left = left, left_expiry = tonumber(left_expiry), pre_expiry = tonumber(pre_expiry),
    source = source, source_expiry = tonumber(source_expiry), pre = pre,
  }
end

local function count(counts, name)
  redis.call('HINCRBY', counts, name, 1)
end

-- Has the step judged this key, or written it as the destination of another?
local function judged(units, skipped, key, origin)
  if redis.call('HEXISTS', units, key) == 1 or redis.call('HEXISTS', skipped, key) == 1 then return true end
  return origin ~= '' and redis.call('HEXISTS', units, origin) == 1
end

local function skip(skipped, counts, key, reason, detail)
  redis.call('HSET', skipped, key, detail)
  count(counts, 'skipped.' .. reason)
  return 'SKIPPED'
end

-- Nil while the value is the one that was read; a key that is no string by now has changed as well.
local function changed_since(key, read)
  local held = redis.pcall('GET', key)
  if held == false then return 'GONE' end
  if held ~= read then return 'CHANGED' end
  return nil
end

-- A conflict's row: the key, what was left, what was found, and the unit's row, which nothing else holds from now on.
local function conflict(policy, conflicts, id, key, left, unit)
  local told = sized(key) .. sized(left) .. sized(describe(key))
  if policy == 'fail' then return 'CONFLICT ' .. told end
  even_without_memory(KEYS[1])
  redis.call('HSET', conflicts, id, told .. unit)
  return nil
end
