--[[
  A call of an upstream failed. So many in a row, whichever jobs they were of, and the breaker opens; so does the failure
  of the one call that probes whether it may close, for twice as long as before.

  KEYS[1]  upstream

  ARGV[1]  its id
  ARGV[2]  channel of those who want to know
  ARGV[3]  failures in a row that open the breaker
  ARGV[4]  for how long it opens the first time, in ms
  ARGV[5]  for how long at the most, in ms

  Returns  { 1 when the breaker opened with this failure, state }
  Event    the state
]]
-- Calls that were under way when it opened are no news.
if state.why == 'BREAKER' and NOW < state.open_at then return { 0, told() } end
state.failures = state.failures + 1
local opens = state.trips > 0 or state.failures >= tonumber(ARGV[3])
if opens then
  local for_ms = math.min(ARGV[4] * 2 ^ state.trips, tonumber(ARGV[5]))
  state.open_at, state.why = math.max(state.open_at, NOW + for_ms), 'BREAKER'
  state.trips, state.probe = state.trips + 1, 0
end
save(ARGV[1], ARGV[2])
return { opens and 1 or 0, told() }
