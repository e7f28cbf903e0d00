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
    and has_digest(unit.key, digest(unit.pre_image, kind, size))
end

-- Plans a conflict for the journal, or returns it if the policy is fail. A conflict is the key, the state that the step
-- wrote, and the state found. Its row also has the row of the unit, which is removed from its hash.
local function conflict(unit, policy, conflicts, id, expected)
  local facts = sized(unit.key) .. sized(expected) .. sized(describe(unit.key))
  if policy == 'fail' then return 'CONFLICT ' .. facts end
  add_field(conflicts, id, facts .. unit.row)
  return settle(unit, 'conflict')
end
