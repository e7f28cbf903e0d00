-- Restores keys from a backup: compares each key with the backup, and writes those that differ.
-- KEYS: fence, last restore, a scratch key, then for each step its units and its deleted sources, then the keys.
-- ARGV: dispatch; write or compare; the number of steps; the maximum number of bytes of the memory of a key; then for each key
-- its payload (empty if the backup does not have the key), its expiry, and for each step the field of its units for this
-- key (empty if the step does not write keys of this name).
-- Returns one element for each key: equal, recreated, replaced, removed, missing (the backup does not have the key either),
-- expired (the expiry in the backup has passed, and the key does not exist); or ERROR and a message. If the value found is
-- neither the one of the backup nor the one that the steps left, ' later' follows.
local steps, max_bytes = tonumber(ARGV[3]), tonumber(ARGV[4])
local FIXED_KEYS, FIXED_ARGUMENTS = 3 + 2 * steps, 4
local is_writing = ARGV[2] == 'write'

-- A key that needs more memory than any key of a backup differs from the backup. It is not dumped.
local function dump(key)
  local kind, size = measure(key)
  return bytes_at_least(key, kind, size, max_bytes) <= max_bytes and redis.call('DUMP', key) or ''
end

-- Returns whether the current state is the one that a step wrote in the unit of this row.
local function is_as_written(row, key, found, payload, expires_at)
  local unit = parse_unit_row(row)
  if found.expiry == -2 then
    return unit.written_expiry ~= nil and has_passed(unit.written_expiry)
  end
  if not same_expiry(found.expiry, unit.written_expiry or expires_at) then return false end
  if unit.written_digest == '' then return found.payload == payload end
  return has_digest(key, unit.written_digest, unit.read_limit)
end

-- Returns whether the current state, which differs from the backup, is the one that the steps left.
local function is_as_steps_left(key, found, payload, expires_at, fields)
  for step = steps, 1, -1 do
    local units, deleted = KEYS[2 * step + 2], KEYS[2 * step + 3]
    if redis.call('HEXISTS', deleted, key) == 1 then return found.expiry == -2 end
    local row = fields[step] ~= '' and redis.call('HGET', units, fields[step])
    if row then return is_as_written(row, key, found, payload, expires_at) end
  end
  return false
end

-- The types of sets and hashes in a dump, which begins with its type. Hashes with fields that expire have other types: they are
-- equal only if their dumps are, because a digest of the members does not have the expiries of the fields.
local TYPES_WITHOUT_EXPIRIES = {
  [2] = 'set', [11] = 'set', [20] = 'set', [4] = 'hash', [9] = 'hash', [13] = 'hash', [16] = 'hash',
}

-- The scratch key expires if an error ends the script before it is deleted.
local SCRATCH_MILLISECONDS = 60000

-- Returns whether a set or a hash has the members of the payload. The order of its members in a dump can change although it
-- has not changed, so the payload is restored to the scratch key and compared by the digest of the members.
local function has_members(key, found_payload, payload)
  local kind, size = measure(key)
  if TYPES_WITHOUT_EXPIRIES[string.byte(found_payload)] ~= kind then return false end
  if TYPES_WITHOUT_EXPIRIES[string.byte(payload)] ~= kind then return false end
  local reply = redis.pcall('RESTORE', KEYS[3], SCRATCH_MILLISECONDS, payload, 'REPLACE')
  if reply.err then return false end
  local scratch_kind, scratch_size = measure(KEYS[3])
  local is_equal = kind == scratch_kind and size == scratch_size
    and digest(key, kind, size) == digest(KEYS[3], kind, size)
  redis.call('UNLINK', KEYS[3])
  return is_equal
end

-- Returns the outcome, and the command that restores the key.
local function plan_key(key, found, payload, expires_at)
  if payload == '' or has_passed(expires_at) then
    if found.expiry ~= -2 then return 'removed', {'UNLINK', key} end
    return payload == '' and 'missing' or 'expired'
  end
  local is_equal = found.payload == payload or (found.payload ~= '' and has_members(key, found.payload, payload))
  if is_equal and found.expiry == expires_at then return 'equal' end
  local command = {'RESTORE', key, decimal(math.max(expires_at, 0)), payload, 'REPLACE', 'ABSTTL'}
  return found.expiry == -2 and 'recreated' or 'replaced', command
end

local function restore(key, payload, expires_at, fields)
  local current_expiry = expiry(key)
  local found = {expiry = current_expiry, payload = current_expiry ~= -2 and dump(key) or ''}
  local outcome, command = plan_key(key, found, payload, expires_at)
  if not command then return outcome end
  local is_later = not is_as_steps_left(key, found, payload, expires_at, fields)
  if is_writing then
    local reply = redis.pcall(unpack(command))
    if type(reply) == 'table' and reply.err then return 'ERROR ' .. reply.err end
  end
  return is_later and outcome .. ' later' or outcome
end

-- A repetition can run beside the restore that it repeats. It must not write after that one has ended.
local function is_superseded()
  local current = redis.call('GET', KEYS[1])
  if current and tonumber(current) > tonumber(ARGV[1]) then return true end
  local ended = is_writing and redis.call('HGET', KEYS[2], 'dispatch')
  return ended and tonumber(ended) >= tonumber(ARGV[1])
end

if is_superseded() then return {'SUPERSEDED'} end
local outcomes = {}
local width = 2 + steps
for index = 1, #KEYS - FIXED_KEYS do
  local first = FIXED_ARGUMENTS + (index - 1) * width + 1
  local fields = {}
  for step = 1, steps do fields[step] = ARGV[first + 1 + step] end
  outcomes[index] = restore(KEYS[FIXED_KEYS + index], ARGV[first], tonumber(ARGV[first + 1]), fields)
end
return outcomes
