-- Reads the values of keys up to a total size; the first value is read even if it is larger.
-- KEYS: the keys. ARGV: the maximum number of bytes. Returns one element for each key that was read: the value, nil
-- for a missing key, or a list with the type for a key that is not a string.
local remaining_bytes = tonumber(ARGV[1])
local values = {}
for index, key in ipairs(KEYS) do
  local value = redis.pcall('GET', key)
  if type(value) == 'table' then
    if not string.find(value.err, 'WRONGTYPE', 1, true) then return value end
    value = {redis.call('TYPE', key).ok}
  elseif value then
    remaining_bytes = remaining_bytes - #value
    if remaining_bytes < 0 and index > 1 then break end
  end
  values[index] = value
end
return values
