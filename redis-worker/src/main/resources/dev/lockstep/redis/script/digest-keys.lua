-- Computes the digests of keys up to a total size; the first key is read even if it is larger.
-- KEYS: the keys. ARGV: the maximum number of bytes of all keys. Returns two elements for each key that was handled: the digest
-- of its content and its expiry; nil and an empty string if it is missing.
local remaining_bytes = tonumber(ARGV[1])

-- An expiry that is too large to be counted exactly differs between two reads.
local function exact_text(expires_at)
  return expires_at > MAX_EXACT_INTEGER and 'far' or decimal(expires_at)
end

local reply = {}
for index, key in ipairs(KEYS) do
  local kind, size = measure(key)
  remaining_bytes = remaining_bytes - (kind == 'string' and size or redis.call('MEMORY', 'USAGE', key) or 0)
  if remaining_bytes < 0 and index > 1 then break end
  local expires_at = expiry(key)
  reply[2 * index - 1] = expires_at ~= -2 and digest(key, kind, size)
  reply[2 * index] = expires_at ~= -2 and exact_text(expires_at) or ''
end
return reply
