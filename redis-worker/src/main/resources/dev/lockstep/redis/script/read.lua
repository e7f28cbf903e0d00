-- Reads keys until the values are more bytes than a worker should hold, the first of them whatever its length: KEYS the
-- keys; ARGV how many bytes. Answers for each key that it came to its value, nothing for an absent one, and its type in a
-- list for one that is no string.
local room = tonumber(ARGV[1])
local answers = {}
for index, key in ipairs(KEYS) do
  local value = redis.pcall('GET', key)
  if type(value) == 'table' then
    if not string.find(value.err, 'WRONGTYPE', 1, true) then return value end
    value = {redis.call('TYPE', key).ok}
  elseif value then
    room = room - #value
    if room < 0 and index > 1 then break end
  end
  answers[index] = value
end
return answers
