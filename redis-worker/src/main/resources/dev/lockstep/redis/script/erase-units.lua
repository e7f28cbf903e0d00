-- Removes the values of units from the journal. A unit that is not compensated yet counts as compensated from then on, and
-- each unit is a conflict without values. Does not check the fence: a dispatch that erases does not raise it.
-- KEYS: fence, units, counts, conflicts, deleted sources, then for each unit: the key that the step wrote, its pre-image
-- and the pre-image of its source. ARGV: the field of each unit, which is its source.
local units, counts, conflicts, deleted = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local JOURNAL_KEYS, WIDTH = 5, 3
local ERASED = 'compensated.erased'

local erased, settled = 0, 0
local entries, open_rows, pre_images = {}, {}, {}

-- Finds a row that is not compensated yet, or a conflict, which has values until it is erased.
local function find(hash, field, id, key)
  local is_open = redis.call('HEXISTS', hash, field) == 1
  if not is_open and redis.call('HEXISTS', conflicts, id) == 0 then return end
  if is_open then
    settled = settled + 1
    open_rows[settled] = {hash, field}
  end
  erased = erased + 1
  entries[2 * erased - 1] = id
  entries[2 * erased] = sized(key) .. sized('erased on request') .. sized('not compared')
end

for index, field in ipairs(ARGV) do
  local first = JOURNAL_KEYS + WIDTH * (index - 1)
  find(units, field, 'u' .. field, KEYS[first + 1])
  find(deleted, field, 's' .. field, field)
  pre_images[2 * index - 1], pre_images[2 * index] = KEYS[first + 2], KEYS[first + 3]
end

local stored = read_counts(counts)
write_without_memory(KEYS[1])
redis.call('UNLINK', unpack(pre_images))
for _, row in ipairs(open_rows) do redis.call('HDEL', row[1], row[2]) end
if erased > 0 then redis.call('HSET', conflicts, unpack(entries)) end
if settled > 0 then redis.call('HSET', counts, ERASED, decimal((stored[ERASED] or 0) + settled)) end
return decimal(erased)
