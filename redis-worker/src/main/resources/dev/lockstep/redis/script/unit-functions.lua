-- Functions that all scripts share. The worker sends three files as one script: read-expiry, this file, and the file of
-- the script.

-- Returns the reason why the dispatch must not write, or nil. Every script that writes checks the fence itself, so that
-- no newer dispatch can raise the fence between the check and the write.
local function fence_refusal(fence, dispatch)
  local current = redis.call('GET', fence)
  if current == dispatch then return nil end
  if current and tonumber(current) > tonumber(dispatch) then return 'SUPERSEDED' end
  return 'FENCE_LOST'
end

-- A server at its memory limit refuses a script whose first write needs memory, and does not check later writes.
-- Compensation frees memory in the end, so it starts with a write that needs none. PERSIST changes nothing here,
-- because the fence has no expiry.
local function write_without_memory(fence)
  redis.call('PERSIST', fence)
end

-- Formats a number without an exponent, which tostring uses for large numbers.
local function decimal(number)
  return string.format('%.0f', number)
end

-- An expiry that is computed from a time to live may be one millisecond off.
local function same_expiry(first, second)
  if first < 0 or second < 0 then return first == second end
  return math.abs(first - second) <= 1
end

local function has_passed(expiry_time)
  return expiry_time >= 0 and expiry_time <= now() + 1
end

local function exists(key)
  return redis.call('EXISTS', key) == 1
end

-- Prefixes a part with its length, so that different lists of parts never have the same text.
local function sized(part)
  part = tostring(part)
  return #part .. ':' .. part
end

-- A separate function, because creating its inner functions for every key would slow down digests of strings.
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

local function expiry_text(expiry_time)
  return expiry_time < 0 and 'no expiry' or 'expires at ' .. decimal(expiry_time)
end

local function describe(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return 'absent' end
  local content = kind == 'string' and redis.call('GETRANGE', key, 0, 119) or digest(key)
  return kind .. ' ' .. content .. ', ' .. expiry_text(expiry(key))
end

-- Formats the row of a unit. kind: C created, R replaced, E edited in place, T expiry set with a copy of the key kept,
-- X only the expiry changed. written_digest and written_expiry: what the step wrote. pre_expiry and pre_value: the
-- pre-image.
local function unit_row(kind, written_digest, written_expiry, pre_expiry, source_digest, source_expiry, pre_value)
  return table.concat({kind, written_digest, written_expiry, pre_expiry, source_digest, source_expiry, pre_value}, '|')
end

local function parse_unit_row(row)
  local kind, written_digest, written_expiry, pre_expiry, source_digest, source_expiry, pre_value =
    string.match(row, '^(%u)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  return {
    kind = kind, written_digest = written_digest, written_expiry = tonumber(written_expiry),
    pre_expiry = tonumber(pre_expiry), source_digest = source_digest, source_expiry = tonumber(source_expiry),
    pre_value = pre_value,
  }
end

local function count(counts, name)
  redis.call('HINCRBY', counts, name, 1)
end

-- Returns whether the step has changed or skipped the key, or has written the key as the destination of its origin. The
-- origin is the key whose destination is this key; it is empty if there is none.
local function is_handled(units, skipped, key, origin)
  if redis.call('HEXISTS', units, key) == 1 or redis.call('HEXISTS', skipped, key) == 1 then return true end
  return origin ~= '' and redis.call('HEXISTS', units, origin) == 1
end

local function skip(skipped, counts, key, reason, detail)
  redis.call('HSET', skipped, key, detail)
  count(counts, 'skipped.' .. reason)
  return 'SKIPPED'
end

-- Returns nil if the key still holds the value that was read. A key of another type counts as changed.
local function value_refusal(key, read)
  local value = redis.pcall('GET', key)
  if value == false then return 'MISSING' end
  if value ~= read then return 'CHANGED' end
  return nil
end

-- Records a conflict in the journal, or returns it if the policy is fail. A conflict is the key, the state that the
-- step wrote, and the state found. Its row also has the row of the unit, which the caller removes from the units.
local function conflict(policy, conflicts, id, key, expected, unit)
  local facts = sized(key) .. sized(expected) .. sized(describe(key))
  if policy == 'fail' then return 'CONFLICT ' .. facts end
  write_without_memory(KEYS[1])
  redis.call('HSET', conflicts, id, facts .. unit)
  return nil
end
