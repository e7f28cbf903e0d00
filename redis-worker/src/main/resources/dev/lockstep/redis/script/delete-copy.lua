-- Deletes a copy with its logical database. KEYS: the marker. ARGV: its token; the time of its last use, or an empty string for
-- any time. Returns KEPT if the marker is gone, of another copy, or was refreshed; or the refusal of the server.
local found = redis.call('HMGET', KEYS[1], 'token', 'usedAt')
if found[1] ~= ARGV[1] or (ARGV[2] ~= '' and found[2] ~= ARGV[2]) then return 'KEPT' end
local flushed = redis.pcall('FLUSHDB', 'ASYNC')
if flushed.err then
  local message = string.gsub(flushed.err, '^@user_script:%s*%d+:%s*', '') .. ' (FLUSHDB)'
  return redis.error_reply(string.match(message, '^%u%u+ ') and message or 'NOPERM ' .. message)
end
return 'DELETED'
