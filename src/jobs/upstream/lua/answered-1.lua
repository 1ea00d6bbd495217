--[[
  An upstream has answered: what was counted against it is forgotten, and the breaker closes. A limit that it has told
  of stays.

  KEYS[1]  upstream

  ARGV[1]  its id
  ARGV[2]  channel of those who want to know

  Returns  { 1 when the breaker closed with this answer, state }
  Event    the state, when anything was counted
]]
local closes = state.trips > 0
local was_clear = not closes and state.failures == 0 and state.strikes == 0
if was_clear then return { 0, told() } end
if state.why == 'BREAKER' then state.open_at = 0 end
state.strikes, state.failures, state.trips, state.probe = 0, 0, 0, 0
save(ARGV[1], ARGV[2])
return { closes and 1 or 0, told() }
