-- What is known of one upstream (see `gate.ts`), read before and saved behind each of the scripts beside this file.
--
--   until     ms since 1970 by the clock of Redis: nobody is to call before
--   why       LIMIT or BREAKER: why not
--   strikes   times in a row that it refused a call for its limit without saying for how long
--   failures  calls in a row that failed, whichever jobs they were of
--   trips     times in a row that the breaker opened; above 0 one call at a time probes whether it may close
--   probe     until when such a call has its time
local UPSTREAM = KEYS[1]
local TIME = redis.call('TIME')
local NOW = TIME[1] * 1000 + math.floor(TIME[2] / 1000)
-- Forgotten so long after nothing is heard any more.
local KEPT_MS = 600000

local kept = redis.call('HMGET', UPSTREAM, 'until', 'why', 'strikes', 'failures', 'trips', 'probe')
local state = {
  open_at = tonumber(kept[1] or 0), why = kept[2] or '', strikes = tonumber(kept[3] or 0),
  failures = tonumber(kept[4] or 0), trips = tonumber(kept[5] or 0), probe = tonumber(kept[6] or 0),
}

-- As the others are told it; times from now on in ms.
local function told()
  return { math.max(0, state.open_at - NOW), state.why, state.strikes, state.failures, state.trips,
    math.max(0, state.probe - NOW) }
end

-- Saves the state and tells it to all workers on `channel`, as the JSON [id, state].
local function save(id, channel)
  if state.open_at <= NOW and state.strikes == 0 and state.failures == 0 and state.trips == 0 then
    redis.call('DEL', UPSTREAM)
  else
    redis.call('HSET', UPSTREAM, 'until', state.open_at, 'why', state.why, 'strikes', state.strikes, 'failures',
      state.failures, 'trips', state.trips, 'probe', state.probe)
    redis.call('PEXPIRE', UPSTREAM, math.max(0, state.open_at - NOW) + KEPT_MS)
  end
  redis.call('PUBLISH', channel, cjson.encode({ id, told() }))
end
