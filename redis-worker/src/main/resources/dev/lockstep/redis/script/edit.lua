-- Changes one key in place: KEYS fence, units, skipped, counts, key, pre-image;
-- ARGV dispatch, ttl, form (json or carry), value read, value to write.
local refused = superseded(KEYS[1], ARGV[1])
if refused then return refused end
local key, pre = KEYS[5], KEYS[6]
if judged(KEYS[2], KEYS[3], key, '') then return 'DONE' end
local ttl, json = ARGV[2], ARGV[3] == 'json'
local edited = json and ARGV[4] ~= ARGV[5]

if json then
  local changed = changed_since(key, ARGV[4])
  if changed then return changed end
elseif not exists(key) then
  return 'GONE'
end

local pre_expiry = expiry(key)
local expiring = ttl ~= 'preserve' and not (ttl == 'none' and pre_expiry < 0)
if not edited and not expiring then return skip(KEYS[3], KEYS[4], key, 'unchanged', 'unchanged') end

local before = ''
if edited then
  -- Rows are read by the hundred when the step is undone: a large value stands beside its row, and no edited one is empty.
  if #ARGV[4] > 4096 then redis.call('SET', pre, ARGV[4]) else before = ARGV[4] end
  redis.call('SET', key, ARGV[5], 'KEEPTTL')
end
local left_expiry = pre_expiry
if expiring and ttl == 'none' then
  redis.call('PERSIST', key)
  left_expiry = -1
elseif expiring then
  -- The new expiry may end a value that would have lived on: it is kept whole, with its own expiry.
  if not edited then redis.call('COPY', key, pre, 'REPLACE') end
  redis.call('PEXPIRE', key, ttl)
  left_expiry = expiry(key)
end

local left = ''
if edited then
  left = redis.sha1hex(ARGV[5])
elseif pre_expiry >= 0 then
  -- Once the old expiry has passed, undoing is deleting: nothing that an application wrote may go with that.
  left = digest(key)
end
redis.call('HSET', KEYS[2], key, row(edited and 'E' or 'T', left, text(left_expiry),
  expiring and text(pre_expiry) or '', '', '', before))
count(KEYS[4], 'edited')
return 'WRITTEN'
