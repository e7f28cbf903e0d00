-- Functions that all scripts share. The worker sends five files as one script: read-expiry, this file, batch-functions,
-- restore-functions, and the file of the script.

-- The largest integer up to which Lua counts exactly.
local MAX_EXACT_INTEGER = 9007199254740991

-- Reading and hashing a member of a collection takes about as long as hashing this many bytes of a string.
local BYTES_PER_MEMBER = 1000

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

-- Formats a whole number without an exponent, which tostring uses for large numbers. %d overflows at 2^63.
local function decimal(number)
  return string.format('%.0f', number)
end

-- An expiry that is computed from a time to live may be one millisecond off. A number near 2^63 is rounded to a multiple
-- of 1024, and such a computation rounds twice.
local function same_expiry(first, second)
  if first < 0 or second < 0 then return first == second end
  return math.abs(first - second) <= (first > MAX_EXACT_INTEGER and 4096 or 1)
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

local SIZE_COMMANDS = {
  string = 'STRLEN', list = 'LLEN', set = 'SCARD', zset = 'ZCARD', hash = 'HLEN', stream = 'XLEN',
}

-- Returns the type of a key (none for a missing key) and its size: the bytes of a string, or the number of members.
-- Takes the same time for every size. A type of a module counts as one member.
local function measure(key)
  local kind = redis.call('TYPE', key).ok
  local command = SIZE_COMMANDS[kind]
  return kind, command and redis.call(command, key) or 1
end

-- Estimates the work of reading and hashing a key, in bytes.
local function work_of(kind, size)
  return kind == 'string' and size or size * BYTES_PER_MEMBER
end

-- Returns the bytes that a key needs in memory. Counts them member by member.
local function bytes_of(key)
  return redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0') or 0
end

-- Returns the bytes of a string, or the bytes that a key of another type needs in memory. A collection with more members than
-- max_bytes is larger, and is not counted: its number of members is returned.
local function bytes_at_least(key, kind, size, max_bytes)
  if kind == 'string' or size > max_bytes then return size end
  return bytes_of(key)
end

-- Returns why the content of a key is too large to be read by a script, or nil. Counts the members first, because the
-- number of bytes is counted member by member.
local function size_refusal(key, kind, size, max_members, max_bytes)
  if kind == 'string' then return size > max_bytes and 'TOO_LARGE ' .. kind .. ' ' .. size .. ' bytes' or nil end
  if size > max_members then return 'TOO_LARGE ' .. kind .. ' ' .. size .. ' members' end
  local bytes = bytes_of(key)
  return bytes > max_bytes and 'TOO_LARGE ' .. kind .. ' ' .. decimal(bytes) .. ' bytes' or nil
end

-- A separate function, because creating its inner functions for every key would slow down digests of strings.
local function content_of_other_type(key, kind)
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

  if kind == 'list' then return flat(redis.call('LRANGE', key, 0, -1)) end
  if kind == 'zset' then return flat(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')) end
  if kind == 'set' then return sorted(redis.call('SMEMBERS', key), 1) end
  if kind == 'hash' then return sorted(redis.call('HGETALL', key), 2) end
  if kind == 'stream' then return stream() end
  return redis.call('DUMP', key)
end

local function string_digest(value)
  return 'string:' .. #value .. ':' .. redis.sha1hex(value)
end

-- Returns a digest of the key's type, size and content that a restart does not change.
local function digest(key, kind, size)
  if kind == 'string' then return string_digest(redis.call('GET', key)) end
  return kind .. ':' .. size .. ':' .. redis.sha1hex(content_of_other_type(key, kind))
end

local function parse_digest(text)
  local kind, size = string.match(text, '^([^:]*):(%d+):')
  return kind, tonumber(size)
end

-- After a restart, the server can need more memory for each member of a collection that had read_limit bytes at most.
local ADDED_BYTES_PER_MEMBER = 200

local function max_compared_bytes(size, read_limit)
  return 2 * read_limit + size * ADDED_BYTES_PER_MEMBER
end

-- Returns whether the key has the content of the digest. Reads the content only if type and size are equal, and never
-- that of a collection that needs much more memory than read_limit: it is not the one that the step read or wrote.
-- read_limit is the limit of the target when the digest was computed; the present limit can be lower.
local function has_digest(key, expected, read_limit)
  local expected_kind, expected_size = parse_digest(expected)
  if expected_kind == 'string' and expected_size > 0 then
    -- Returns one byte more than expected if the string is longer.
    local value = redis.pcall('GETRANGE', key, 0, expected_size)
    return type(value) == 'string' and #value == expected_size and string_digest(value) == expected
  end
  local kind, size = measure(key)
  if kind ~= expected_kind or size ~= expected_size then return false end
  if kind ~= 'string' and bytes_of(key) > max_compared_bytes(size, read_limit) then return false end
  return digest(key, kind, size) == expected
end

local function expiry_text(expiry_time)
  return expiry_time < 0 and 'no expiry' or 'expires at ' .. decimal(expiry_time)
end

-- Formats the row of a unit. kind: C created, R replaced, E edited in place, T expiry set with a copy of the key kept,
-- X only the expiry changed. written_digest and written_expiry: what the step wrote. pre_expiry and pre_value: the
-- pre-image. read_limit: the maximum number of bytes that the step reads; empty for strings.
local function unit_row(
  kind, written_digest, written_expiry, pre_expiry, source_digest, source_expiry, read_limit, pre_value)
  local compares_collection = written_digest ~= '' and parse_digest(written_digest) ~= 'string'
  return kind .. '|' .. written_digest .. '|' .. written_expiry .. '|' .. pre_expiry .. '|' .. source_digest .. '|'
    .. source_expiry .. '|' .. (compares_collection and decimal(read_limit) or '') .. '|' .. pre_value
end

local function parse_unit_row(row)
  local kind, written_digest, written_expiry, pre_expiry, source_digest, source_expiry, read_limit, pre_value =
    string.match(row, '^(%u)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  return {
    kind = kind, written_digest = written_digest, written_expiry = tonumber(written_expiry),
    pre_expiry = tonumber(pre_expiry), source_digest = source_digest, source_expiry = tonumber(source_expiry),
    read_limit = tonumber(read_limit), pre_value = pre_value,
  }
end
