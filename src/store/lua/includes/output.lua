-- What the model said in a call is a list: its first entry names the call as `turn:attempt:epoch.number:saved at in
-- ms:usage as JSON or nothing`, the others are pieces. Nil when there is none. `turn` and `call` are texts.
local function read_call(key)
  local first = redis.call('LINDEX', key, 0)
  if not first then return nil end
  local turn, attempt, call, saved_at, usage = string.match(first, '^(%d+):(%d+):([%d.]+):(%d+):(.*)$')
  return { turn = turn, attempt = tonumber(attempt), call = call, saved_at = tonumber(saved_at), usage = usage }
end

-- The key of the call whose answer is owed and was cut off, and the call; nil when there is none. One that is being
-- spoken is not cut off.
local function cut_off(job_key)
  local job = redis.call('HMGET', job_key, 'status', 'epoch', 'progress')
  local owed = tostring((string.match(job[3] or '', '^%[(%d+)') or 0) + 1)
  local prefix = string.sub(job_key, 1, -4)
  local said = read_call(prefix .. 'output')
  local is_live = said and job[1] == 'RUNNING' and string.match(said.call, '^%d+') == job[2]
  if said and said.turn == owed and not is_live then return prefix .. 'output', said end
  local partial = read_call(prefix .. 'partial')
  if partial and partial.turn == owed then return prefix .. 'partial', partial end
end
