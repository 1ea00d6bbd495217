-- What happened to jobs, counted in the very step in which it happens: no crash loses it or counts it twice. One hash for
-- the bucket; its name is made from the job's. Kept for so long after the last change or look.
local TALLY = string.gsub(JOB, '%x+:job$', 'tally')
local TALLY_MS = 90 * 24 * 3600 * 1000
-- Names of models are the caller's to choose; so many names in all are counted apart.
local TALLY_NAMES = 500

local function tally(name, by)
  redis.call('HINCRBY', TALLY, name, by or 1)
  redis.call('PEXPIRE', TALLY, TALLY_MS)
end

-- The code of a failure that is given as JSON. Not decoded: its texts may hold what `cjson` refuses, and within them
-- every quote is escaped.
local function code_of(failure)
  return string.match(failure, '"code":"([^"]*)"') or 'INTERNAL'
end

-- What the job has paid for so far, and need not pay again. `progress`: turns and usage, `model`: both as JSON.
local function tally_saved(progress, model)
  if not progress then return end
  local is_json, done = pcall(cjson.decode, progress)
  -- A damaged record is its reader's to refuse.
  if not is_json or type(done) ~= 'table' or type(done[2]) ~= 'table' then return end
  local name = 'saved ' .. string.sub(model, 2, -2) .. ' '
  if redis.call('HLEN', TALLY) >= TALLY_NAMES and redis.call('HEXISTS', TALLY, name .. 'total') == 0 then
    name = 'saved other '
  end
  for _, kind in ipairs({ 'input', 'output', 'reasoning', 'cached', 'total' }) do
    tally(name .. kind, string.format('%.0f', tonumber(done[2][kind]) or 0))
  end
  tally('saved-turns', string.format('%.0f', tonumber(done[1]) or 0))
end

-- The job goes on after `cause`, or begins anew when nothing was saved.
local function goes_on(cause, has_version)
  tally((has_version and 'resumed ' or 'restarted ') .. cause)
  redis.call('HSET', JOB, 'wentOnAfter', has_version and cause or '')
  if cause ~= 'PAUSE' and cause ~= 'FORK' then redis.call('HSET', JOB, 'interrupted', 1) end
end

-- What a run that was resumed came to.
local function run_ends(outcome)
  local cause = redis.call('HGET', JOB, 'wentOnAfter')
  if not cause or cause == '' then return end
  tally('resume-ended ' .. cause .. ' ' .. outcome)
  redis.call('HSET', JOB, 'wentOnAfter', '')
end
