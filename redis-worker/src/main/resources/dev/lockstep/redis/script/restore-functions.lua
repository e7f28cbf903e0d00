-- Functions of the scripts that compensate.

-- Plans that the journal's field of a unit is deleted and the unit is counted. Returns the number of the change.
local function plan_settled(unit, outcome)
  return plan(unit.index, unit.hash, unit.field, false, 'compensated.' .. outcome)
end

local function settle(unit, outcome, ...)
  local change = plan_settled(unit, outcome)
  if select('#', ...) > 0 then add_commands(change, nil, ...) end
  return 'SETTLED'
end

-- Returns whether the key has the content and the expiry of its pre-image. A pre-image that is too large to be read
-- counts as different.
local function is_as_pre_image(unit, max_members, max_bytes)
  local kind, size = measure(unit.pre_image)
  if kind == 'none' then return false end
  local current_kind, current_size = measure(unit.key)
  if current_kind ~= kind or current_size ~= size then return false end
  if size_refusal(unit.pre_image, kind, size, max_members, max_bytes) then return false end
  return same_expiry(expiry(unit.key), (expiry(unit.pre_image)))
    and has_digest(unit.key, digest(unit.pre_image, kind, size), max_bytes)
end

local MAX_DESCRIBED_MEMBERS, MAX_DESCRIBED_BYTES = 1000, 1000000

-- Describes the state of a key. Reads the content of a collection only if it is small.
local function describe(key)
  local kind, size = measure(key)
  if kind == 'none' then return 'absent' end
  local content
  if kind == 'string' then
    content = redis.call('GETRANGE', key, 0, 119)
  elseif size_refusal(key, kind, size, MAX_DESCRIBED_MEMBERS, MAX_DESCRIBED_BYTES) then
    content = 'of ' .. size .. ' members'
  else
    add_work(work_of(kind, size))
    content = digest(key, kind, size)
  end
  return kind .. ' ' .. content .. ', ' .. expiry_text(expiry(key))
end

-- Plans a conflict for the journal, or returns it if the policy is fail. A conflict is the key, the state that the step
-- wrote, and the state found. Its row also has the row of the unit, which is removed from its hash.
local function conflict(unit, policy, conflicts, id, expected)
  local facts = sized(unit.key) .. sized(expected) .. sized(describe(unit.key))
  if policy == 'fail' then return 'CONFLICT ' .. facts end
  add_field(conflicts, id, facts .. unit.row)
  return settle(unit, 'conflict')
end
