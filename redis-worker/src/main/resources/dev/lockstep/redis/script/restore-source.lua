-- Restores one source key that the finish deleted.
-- KEYS: fence, deleted sources, counts, conflicts, source, pre-image. ARGV: dispatch, conflict policy (keep or fail).
local deleted, counts, conflicts = KEYS[2], KEYS[3], KEYS[4]

local function restore_source(source, pre_image, policy)
  local deleted_expiry = redis.call('HGET', deleted, source)
  if not deleted_expiry then return 'ALREADY_HANDLED' end

  local function settle(outcome)
    redis.call('HDEL', deleted, source)
    count(counts, 'compensated.' .. outcome)
    return 'SETTLED'
  end

  local has_pre_image = exists(pre_image)
  if not exists(source) then
    if has_pre_image then
      redis.call('RENAME', pre_image, source)
      return settle('restored')
    end
    return has_passed(tonumber(deleted_expiry)) and settle('expired') or 'PRE_IMAGE_MISSING'
  end
  if has_pre_image and digest(source) == digest(pre_image) and same_expiry(expiry(source), expiry(pre_image)) then
    redis.call('UNLINK', pre_image)
    return settle('restored')
  end
  return conflict(policy, conflicts, 's' .. source, source, 'absent, deleted by the step', deleted_expiry)
    or settle('conflict')
end

return fence_refusal(KEYS[1], ARGV[1]) or restore_source(KEYS[5], KEYS[6], ARGV[2])
