-- Reads the values of keys up to a total size; the first value is read even if it is larger.
-- KEYS: the keys. ARGV: the maximum number of bytes of all values, and of one value. Returns one element for each key
-- that was read: the value, nil for a missing key, a list with the type for a key that is not a string, or a list with
-- 'string' and the length of a value that is too large.
local remaining_bytes, max_value_bytes = tonumber(ARGV[1]), tonumber(ARGV[2])

-- Reads one byte more than the maximum at most, so that a value that is too large is not read as a whole.
local function read(key)
  local value = redis.pcall('GETRANGE', key, 0, max_value_bytes)
  if type(value) == 'table' then
    if not string.find(value.err, 'WRONGTYPE', 1, true) then return value end
    return {redis.call('TYPE', key).ok}
  end
  if #value > max_value_bytes then return {'string', tostring(redis.call('STRLEN', key))} end
  if value == '' and redis.call('EXISTS', key) == 0 then return false end
  return value
end

local values = {}
for index, key in ipairs(KEYS) do
  local value = read(key)
  if type(value) == 'table' and value.err then return value end
  if type(value) == 'string' then
    remaining_bytes = remaining_bytes - #value
    if remaining_bytes < 0 and index > 1 then break end
  end
  values[index] = value
end
return values
