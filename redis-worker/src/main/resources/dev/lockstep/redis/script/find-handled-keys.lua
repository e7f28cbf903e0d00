-- Finds the keys that the step has handled. KEYS: units, skipped. ARGV: the keys. Returns 0 or 1 for each key.
local handled = {}
for index, key in ipairs(ARGV) do
  handled[index] = is_handled(KEYS[1], KEYS[2], key, '') and '1' or '0'
end
return table.concat(handled)
