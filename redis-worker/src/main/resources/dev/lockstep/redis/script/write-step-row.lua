-- Writes the fence and the row of a step if neither has changed since it was read.
-- KEYS: fence, row. ARGV: fence read, row read, next fence, next row; an empty string stands for a missing key.
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return '0' end
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return '0' end
write_without_memory(KEYS[1])
if ARGV[4] == '' then
  redis.call('SET', KEYS[1], ARGV[3])
else
  redis.call('MSET', KEYS[1], ARGV[3], KEYS[2], ARGV[4])
end
return '1'
