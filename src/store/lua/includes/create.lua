--- @include "wake"
--- @include "keep"
--- @include "chores"
--- @include "forget"
--- @include "tally"
-- Writes the record of a new job and notes that it has to be queued. An earlier job of this id has expired with its
-- record; what the indexes still hold of it goes first.
local function create(at, spec, model, workspace, has_callback, resumed_from, forked_from, made_by)
  forget()
  local prefix = string.sub(JOB, 1, -4)
  redis.call('UNLINK', LOG, VERSIONS, CALLS, prefix .. 'output', prefix .. 'partial')

  redis.call('HSET', JOB, 'spec', spec, 'model', model, 'firstModel', model, 'workspace', workspace, 'hasCallback', has_callback,
    'resumedFrom', resumed_from, 'forkedFrom', forked_from, 'madeBy', made_by,
    'createdAt', at, 'status', 'QUEUED', 'checkpoint', 'NONE', 'version', 0, 'epoch', 0, 'nonce', '',
    'attempts', 0, 'inheritedTurns', 0, 'crashes', 0, 'retries', 0, 'unusable', 0, 'delivery', 1)
  keep_until(at + LIVE_MS)
  redis.call('ZADD', JOBS .. ':QUEUED', at, JOB_ID)
  redis.call('ZADD', LIVE, at, JOB_ID)
  note_chore('QUEUE', at)
  tally('created ' .. (resumed_from ~= '' and 'RESUME' or forked_from ~= '' and 'FORK' or 'NEW'))
  wake(0, 'QUEUED')
end
