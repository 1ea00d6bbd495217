--- @include "terminal"
-- Whether a job has yet to begin with its copy. `source`: key of a record; `hash`: of the id of a job beside it.
local function waits_for_copy(source, hash)
  local job = redis.pcall('HMGET', (string.gsub(source, '%x+:job$', hash .. ':job')), 'status', 'version')
  return not job.err and job[1] and not TERMINAL[job[1]] and job[2] == '0'
end

-- The hashes of the forks that have yet to copy a version of the job, with a space before each.
local function waiting_forks(source)
  local waiting = ''
  for hash in string.gmatch(redis.call('HGET', source, 'forks') or '', '%x+') do
    if waits_for_copy(source, hash) then waiting = waiting .. ' ' .. hash end
  end
  return waiting
end
