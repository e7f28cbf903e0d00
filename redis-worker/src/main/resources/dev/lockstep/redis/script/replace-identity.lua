-- Writes a new identity if the database still has the expected one.
-- KEYS: identity. ARGV: expected identity, new identity.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return '0' end
redis.call('SET', KEYS[1], ARGV[2])
return '1'
