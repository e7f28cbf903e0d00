-- Notes that a copy is in use. KEYS: the marker. ARGV: its token. Returns LOST if the marker is gone or of another copy.
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 'LOST' end
redis.call('HSET', KEYS[1], 'usedAt', redis.call('TIME')[1])
return 'REFRESHED'
