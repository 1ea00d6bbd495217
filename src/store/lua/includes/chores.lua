local function note_chore(kind, due)
  local member = kind .. ':' .. JOB_ID
  redis.call('ZADD', CHORES, due, member)
  redis.call('HDEL', STATES, member)
end

local function forget_chore(kind)
  local member = kind .. ':' .. JOB_ID
  redis.call('ZREM', CHORES, member)
  redis.call('HDEL', STATES, member)
end
