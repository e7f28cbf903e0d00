-- Writes one destination key: KEYS fence, units, skipped, counts, source, destination, pre-image;
-- ARGV dispatch, origin, existing, ttl, sources (keep or delete), form (json or carry), value read, value to write.
local refused = superseded(KEYS[1], ARGV[1])
if refused then return refused end
local source, destination, pre = KEYS[5], KEYS[6], KEYS[7]
if judged(KEYS[2], KEYS[3], source, ARGV[2]) then return 'DONE' end
local ttl, json = ARGV[4], ARGV[6] == 'json'

if json then
  local changed = changed_since(source, ARGV[7])
  if changed then return changed end
elseif not exists(source) then
  return 'GONE'
end

local occupied = exists(destination)
if occupied and ARGV[3] == 'fail' then return 'EXISTING' end
if occupied and ARGV[3] == 'skip' then return skip(KEYS[3], KEYS[4], source, 'existing', 'existing') end

local pre_expiry = ''
if occupied then
  pre_expiry = text(expiry(destination))
  redis.call('RENAME', destination, pre)
end

-- COPY takes the expiry over to the millisecond, and KEEPTTL leaves it there.
local source_expiry = expiry(source)
if not json or (ttl == 'preserve' and source_expiry >= 0) then
  local copied = redis.pcall('COPY', source, destination)
  if copied ~= 1 then
    if occupied then redis.call('RENAME', pre, destination) end
    return copied
  end
  if json then redis.call('SET', destination, ARGV[8], 'KEEPTTL') end
else
  local set = redis.pcall('SET', destination, ARGV[8])
  if set.err then
    if occupied then redis.call('RENAME', pre, destination) end
    return set
  end
end

local left_expiry = source_expiry
if ttl == 'none' then
  redis.call('PERSIST', destination)
  left_expiry = -1
elseif ttl ~= 'preserve' then
  redis.call('PEXPIRE', destination, ttl)
  left_expiry = expiry(destination)
end

local left = json and redis.sha1hex(ARGV[8]) or digest(destination)
local source_digest, kept_expiry = '', ''
if ARGV[5] == 'delete' then
  source_digest = json and redis.sha1hex(ARGV[7]) or left
  if ttl == 'preserve' then kept_expiry = text(source_expiry) end
end
redis.call('HSET', KEYS[2], source,
  row(occupied and 'R' or 'C', left, text(left_expiry), pre_expiry, source_digest, kept_expiry, ''))
count(KEYS[4], occupied and 'replaced' or 'created')
return 'WRITTEN'
