-- A script handles a batch of keys. It first checks all of them and plans their changes, and then makes the changes: the
-- server cannot undo a script that fails after a write, and an operator cannot kill a script that has written.
--
-- The reply for each key, in the order of the keys.
local results = {}

-- The planned changes, in parallel lists, which need less memory than a table for each change: the index of the key; the
-- hash and the field of the journal; the value of this field, or false if the field is deleted; the name by which the
-- key is counted; the commands; and the command that takes back the first commands if a later one fails.
local planned = 0
local indexes, hashes, fields, rows, outcomes, commands, undo_commands = {}, {}, {}, {}, {}, {}, {}
local has_failed = {}

-- The arguments of one MSET and of one UNLINK, and the changes that they make.
local sets, set_changes = {}, {}
local deletions, deletion_changes = {}, {}

-- Further fields of the journal, by hash.
local additions = {}

-- Limits the time during which a script with large keys blocks the server. The first large key is always handled; the
-- worker sends the remaining keys again.
local MAX_WORK = 8000000
local done_work = 0

local function add_work(work)
  done_work = done_work + work
end

-- Returns whether the key must wait for the next call of the script. Called once for each key at most: otherwise a key
-- could be deferred because of its own work, in every call.
local function is_deferred(work)
  if done_work > 0 and done_work + work > MAX_WORK then return true end
  add_work(work)
  return false
end

-- Plans a change and returns its number. The change is only a field of the journal unless more is added.
local function plan(index, hash, field, row, outcome)
  planned = planned + 1
  indexes[planned], hashes[planned], fields[planned], rows[planned], outcomes[planned] = index, hash, field, row, outcome
  return planned
end

local function add_commands(change, undo, ...)
  commands[change], undo_commands[change] = {...}, undo
end

local function add_set(change, key, value)
  local count = #set_changes
  set_changes[count + 1], sets[2 * count + 1], sets[2 * count + 2] = change, key, value
end

local function add_deletion(change, key)
  local count = #deletion_changes
  deletion_changes[count + 1], deletions[count + 1] = change, key
end

local function add_field(hash, field, row)
  local list = additions[hash] or {}
  additions[hash] = list
  local count = #list
  list[count + 1], list[count + 2] = field, row
end

-- Marks the positions of the fields that a journal hash has. The fields are a part of a list.
local function mark_fields(marks, hash, list, first, last)
  for position, row in ipairs(redis.call('HMGET', hash, unpack(list, first, last))) do
    if row then marks[position] = true end
  end
end

-- Marks the positions at which a name of a part of a list is repeated. SCAN may return a key more than once; a script
-- handles it at its first position only.
local function mark_repeated(marks, list, first, last)
  local seen = {}
  for index = first, last do
    local name = list[index]
    if seen[name] then marks[index - first + 1] = true end
    seen[name] = true
  end
end

-- Marks the positions of keys that the step has written as destinations of their origins. The origin of a key is the key
-- whose destination it is; an empty string stands for no origin.
local function mark_destinations(marks, units, origins)
  for position, origin in ipairs(origins) do
    if origin ~= '' and redis.call('HEXISTS', units, origin) == 1 then marks[position] = true end
  end
end

local function skip(index, skipped, key, reason, detail)
  plan(index, skipped, key, detail, 'skipped.' .. reason)
  return 'SKIPPED'
end

-- Returns the journal's counts. Fails before the first write if they are not numbers.
local function read_counts(hash)
  local counts = {}
  local stored = redis.call('HGETALL', hash)
  for index = 1, #stored, 2 do
    counts[stored[index]] = tonumber(stored[index + 1]) or error('count ' .. stored[index] .. ' is not a number')
  end
  return counts
end

-- Adds the fields of all changes to the journal. It is the first write of an apply, so the server refuses it at its
-- memory limit; then nothing has been written.
local function write_fields()
  for change = 1, planned do
    if rows[change] then add_field(hashes[change], fields[change], rows[change]) end
  end
  for hash, list in pairs(additions) do redis.call('HSET', hash, unpack(list)) end
end

local function is_error(reply)
  return type(reply) == 'table' and reply.err ~= nil
end

local function fail(change, reply)
  has_failed[change] = true
  results[indexes[change]] = 'ERROR ' .. reply.err
end

local function run_for_all(command, arguments, changes)
  if #changes == 0 then return end
  local reply = redis.pcall(command, unpack(arguments))
  if is_error(reply) then
    for _, change in ipairs(changes) do fail(change, reply) end
  end
end

-- A refusal is unexpected here, because everything has been checked. It can come from rules of the user that allow
-- reading and not writing, and from types of modules that cannot be copied.
local function run_commands(change)
  for position, command in ipairs(commands[change]) do
    local reply = redis.pcall(unpack(command))
    if is_error(reply) then
      if position > 1 and undo_commands[change] then redis.pcall(unpack(undo_commands[change])) end
      return fail(change, reply)
    end
  end
end

-- Deletes the fields of restored units, and the fields that were added for changes that have failed.
local function delete_fields()
  local deleted = {}
  for change = 1, planned do
    if (rows[change] ~= false) == (has_failed[change] == true) then
      local list = deleted[hashes[change]] or {}
      deleted[hashes[change]] = list
      list[#list + 1] = fields[change]
    end
  end
  for hash, list in pairs(deleted) do redis.call('HDEL', hash, unpack(list)) end
end

local function write_counts(hash, counts)
  local added = {}
  for change = 1, planned do
    if not has_failed[change] then added[outcomes[change]] = (added[outcomes[change]] or 0) + 1 end
  end
  local list = {}
  for outcome, number in pairs(added) do
    list[#list + 1] = outcome
    list[#list + 1] = decimal((counts[outcome] or 0) + number)
  end
  if #list > 0 then redis.call('HSET', hash, unpack(list)) end
end

-- Makes the planned changes, with the journal's fields first, and counts them. With a fence, the server's memory limit
-- does not hold.
local function commit(counts_hash, fence)
  if planned == 0 then return end
  local counts = read_counts(counts_hash)
  if fence then write_without_memory(fence) end
  write_fields()
  run_for_all('MSET', sets, set_changes)
  run_for_all('UNLINK', deletions, deletion_changes)
  for change in pairs(commands) do run_commands(change) end
  delete_fields()
  write_counts(counts_hash, counts)
end

-- Returns the replies for all keys as one string; only one reply if it is the same for all.
local function replies()
  local is_same = true
  for _, result in ipairs(results) do is_same = is_same and result == results[1] end
  if is_same then return results[1] end
  local parts = {}
  for index, result in ipairs(results) do parts[index] = sized(result) end
  return table.concat(parts)
end
