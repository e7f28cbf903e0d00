-- Dumps keys up to a total size; the first key is dumped even if it is larger.
-- KEYS: the keys. ARGV: the maximum number of bytes of all payloads, and of the memory of one key. Returns two elements for
-- each key that was handled: its payload and its expiry; nil and the bytes that it needs at least if it is too large; nil and an
-- empty string if it is missing.
local remaining_bytes, max_key_bytes = tonumber(ARGV[1]), tonumber(ARGV[2])

local reply = {}
for index, key in ipairs(KEYS) do
  local kind, size = measure(key)
  local bytes = bytes_at_least(key, kind, size, max_key_bytes)
  remaining_bytes = remaining_bytes - bytes
  if remaining_bytes < 0 and index > 1 then break end
  if bytes > max_key_bytes then
    reply[2 * index - 1], reply[2 * index] = false, decimal(bytes)
    return reply
  end
  local payload, expires_at = redis.call('DUMP', key), expiry(key)
  reply[2 * index - 1] = payload
  reply[2 * index] = payload and decimal(expires_at) or ''
end
return reply
