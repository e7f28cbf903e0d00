-- Turns a script of an apply into its dry run. This file stands before the file of the script, so the functions here replace
-- the ones of the same name: the script makes the same checks and plans the same changes, and then writes nothing. There is
-- no fence, no digest is computed (its length is known), and the reply describes the planned changes.

local function fence_refusal()
  return nil
end

local function digest_of_length(kind, size)
  return kind .. ':' .. size .. ':' .. string.rep('0', 40)
end

local function string_digest(value)
  return digest_of_length('string', #value)
end

local function digest(_, kind, size)
  return digest_of_length(kind, size)
end

-- A key needs about this many bytes in addition to its name and its content.
local BYTES_PER_KEY = 80

local function bytes_with_key(key)
  local kind, size = measure(key)
  return BYTES_PER_KEY + (kind == 'string' and size + #key or bytes_of(key))
end

-- Returns the bytes of the keys that the commands of a change add to the journal: a copy, a renamed key, or a value.
local function pre_image_bytes(change)
  local bytes = 0
  for _, command in ipairs(commands[change] or {}) do
    local name, first, second = command[1], command[2], command[3]
    if name == 'SET' and string.sub(first, 1, 9) == 'lockstep:' then
      bytes = bytes + BYTES_PER_KEY + #first + #second
    elseif (name == 'COPY' or name == 'RENAME') and string.sub(second, 1, 9) == 'lockstep:' then
      bytes = bytes + bytes_with_key(first) + #second - #first
    end
  end
  return bytes
end

-- Returns the written expiry and the expiry before, each empty if the row has none.
local function expiries(row)
  local written, before = string.match(row, '^%u|[^|]*|([^|]*)|([^|]*)|')
  return (written or '') .. ' ' .. (before or '')
end

-- Adds to the reply of each planned change: the name by which it is counted, the bytes of its row and of its pre-image, and
-- its expiries.
local function commit()
  for change = 1, planned do
    local index = indexes[change]
    local is_skipped = results[index] == 'SKIPPED'
    results[index] = results[index] .. ' ' .. outcomes[change] .. ' ' .. #rows[change] .. ' '
      .. (is_skipped and '0  ' or decimal(pre_image_bytes(change)) .. ' ' .. expiries(rows[change]))
  end
end
