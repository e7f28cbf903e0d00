-- Deletes a copy with its logical database. KEYS: the marker. ARGV: its token; the time of its last use, or an empty string for
-- any time. Returns KEPT if the marker is gone, of another copy, or was refreshed.
local found = redis.call('HMGET', KEYS[1], 'token', 'usedAt')
if found[1] ~= ARGV[1] or (ARGV[2] ~= '' and found[2] ~= ARGV[2]) then return 'KEPT' end
redis.call('FLUSHDB', 'ASYNC')
return 'DELETED'
