-- Functions that all scripts share. A script is the functions that read expiries, then these, then its own text.

-- Returns why the dispatch must not write, or nil. The script that writes checks the fence itself: no newer dispatch can
-- raise it between the check and the write.
local function fence_refusal(fence, dispatch)
  local held = redis.call('GET', fence)
  if held == dispatch then return nil end
  if held and tonumber(held) > tonumber(dispatch) then return 'SUPERSEDED' end
  return 'FENCE_LOST'
end

-- A server at its memory limit refuses a script whose first write needs memory; it checks no later write. Compensation
-- frees memory in the end, so it starts with this write, which needs none: the fence has no expiry that could be removed.
local function write_without_memory(fence)
  redis.call('PERSIST', fence)
end

local function text(number)
  return string.format('%.0f', number)
end

-- An expiry read from a time to live may be one millisecond off.
local function same_expiry(one, other)
  if one < 0 or other < 0 then return one == other end
  return math.abs(one - other) <= 1
end

local function passed(moment)
  return moment >= 0 and moment <= now() + 1
end

local function exists(key)
  return redis.call('EXISTS', key) == 1
end

-- Puts the length before a part, so that different lists of parts have different texts.
local function sized(part)
  part = tostring(part)
  return #part .. ':' .. part
end

-- The inner functions are created only for keys that are not strings, which are rare.
local function digest_of_other_type(key, kind)
  local function flat(reply)
    if type(reply) ~= 'table' then return sized(reply) end
    local parts = {}
    for index, part in ipairs(reply) do parts[index] = flat(part) end
    return '[' .. table.concat(parts) .. ']'
  end

  -- The order of sets and hashes changes with a restart, so the digests of their members are sorted.
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

-- Returns a digest of the key's type and content that a restart does not change.
local function digest(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'string' then return redis.sha1hex(redis.call('GET', key)) end
  return digest_of_other_type(key, kind)
end

local function expiry_text(moment)
  return moment < 0 and 'no expiry' or 'expires at ' .. text(moment)
end

local function describe(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return 'absent' end
  local content = kind == 'string' and redis.call('GETRANGE', key, 0, 119) or digest(key)
  return kind .. ' ' .. content .. ', ' .. expiry_text(expiry(key))
end

-- Formats the row of a unit. kind: C created, R replaced, E edited in place, T expiry set with a copy of the key kept,
-- X expiry changed alone. left and left_expiry: what the step left; pre_expiry and pre_value: what was there before.
local function unit_row(kind, left, left_expiry, pre_expiry, source_digest, source_expiry, pre_value)
  return table.concat({kind, left, left_expiry, pre_expiry, source_digest, source_expiry, pre_value}, '|')
end

local function parse_unit_row(row)
  local kind, left, left_expiry, pre_expiry, source_digest, source_expiry, pre_value =
    string.match(row, '^(%u)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  return {
    kind = kind, left = left, left_expiry = tonumber(left_expiry), pre_expiry = tonumber(pre_expiry),
    source_digest = source_digest, source_expiry = tonumber(source_expiry), pre_value = pre_value,
  }
end

local function count(counts, name)
  redis.call('HINCRBY', counts, name, 1)
end

-- Returns whether the step has changed or skipped the key, or has written it as the destination of this source.
local function is_handled(units, skipped, key, source)
  if redis.call('HEXISTS', units, key) == 1 or redis.call('HEXISTS', skipped, key) == 1 then return true end
  return source ~= '' and redis.call('HEXISTS', units, source) == 1
end

local function skip(skipped, counts, key, reason, detail)
  redis.call('HSET', skipped, key, detail)
  count(counts, 'skipped.' .. reason)
  return 'SKIPPED'
end

-- Returns nil while the key holds the value that was read. A key of another type has changed too.
local function value_refusal(key, read)
  local value = redis.pcall('GET', key)
  if value == false then return 'MISSING' end
  if value ~= read then return 'CHANGED' end
  return nil
end

-- Keeps a conflict in the journal, or returns it under the policy fail. Its row is the key, what the step left, what is
-- there now, and the row of the unit, which is deleted from the units.
local function conflict(policy, conflicts, id, key, left, unit)
  local facts = sized(key) .. sized(left) .. sized(describe(key))
  if policy == 'fail' then return 'CONFLICT ' .. facts end
  write_without_memory(KEYS[1])
  redis.call('HSET', conflicts, id, facts .. unit)
  return nil
end
