-- Moves one source key into the journal: KEYS fence, units, kept, counts, sources, source, pre-image;
-- ARGV dispatch, origin.
local refused = superseded(KEYS[1], ARGV[1])
if refused then return refused end
local units, kept, counts, sources, source, pre = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local held = redis.call('HGET', units, source)
if not held or redis.call('HEXISTS', sources, source) == 1 or redis.call('HEXISTS', kept, source) == 1 then
  return 'DONE'
end
if not exists(source) then return 'GONE' end

local unit = parsed(held)
local moment = expiry(source)
local written = ARGV[2] ~= '' and redis.call('HEXISTS', units, ARGV[2]) == 1
local moved = unit.source_expiry and not same_moment(moment, unit.source_expiry)
if written or moved or digest(source) ~= unit.source then
  redis.call('HSET', kept, source, 'source-changed')
  count(counts, 'source-changed')
  return 'SKIPPED'
end

-- RENAME keeps type, content and expiry as they are; an expired pre-image leaves the journal by itself.
redis.call('RENAME', source, pre)
redis.call('HSET', sources, source, text(moment))
count(counts, 'source-deleted')
return 'WRITTEN'
