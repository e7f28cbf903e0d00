-- Which of these keys has the step judged already? KEYS units, skipped; ARGV the keys. Answers 0 or 1 for each.
local answers = {}
for index, key in ipairs(ARGV) do
  answers[index] = judged(KEYS[1], KEYS[2], key, '') and '1' or '0'
end
return table.concat(answers)
