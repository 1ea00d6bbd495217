local function note_chore(kind, due)
  local member = kind .. ':' .. JOB_ID
  redis.call('ZADD', CHORES, due, member)
  redis.call('HDEL', STATES, member)
end
