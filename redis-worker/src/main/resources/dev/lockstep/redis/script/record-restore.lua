-- Keeps a restore as the last one that has ended, unless the same or a later one is kept.
-- KEYS: fence, last restore. ARGV: dispatch, record.
local current = redis.call('HGET', KEYS[2], 'dispatch')
if current and tonumber(current) >= tonumber(ARGV[1]) then return '0' end
write_without_memory(KEYS[1])
redis.call('HSET', KEYS[2], 'dispatch', ARGV[1], 'record', ARGV[2])
return '1'
