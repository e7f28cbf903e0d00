-- Reads one page of a scan. KEYS: units, skipped. ARGV: cursor, pattern, number of keys to examine, keys to return (all
-- or unhandled), maximum number of bytes of a name. Returns the next cursor and the keys. Instead of a name that is too
-- long, returns its length and its first bytes.
local unhandled_only, max_name_bytes = ARGV[4] == 'unhandled', tonumber(ARGV[5])

local function is_handled(key)
  return redis.call('HEXISTS', KEYS[1], key) == 1 or redis.call('HEXISTS', KEYS[2], key) == 1
end

local page = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
local found = {page[1]}
for _, key in ipairs(page[2]) do
  if string.sub(key, 1, 9) ~= 'lockstep:' and not (unhandled_only and is_handled(key)) then
    found[#found + 1] = #key <= max_name_bytes and key or {tostring(#key), string.sub(key, 1, 100)}
  end
end
return found
