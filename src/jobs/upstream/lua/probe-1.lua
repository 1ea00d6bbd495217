--[[
  Asks for the one call that may probe whether the breaker can close.

  KEYS[1]  upstream

  ARGV[1]  its id
  ARGV[2]  channel of those who want to know
  ARGV[3]  how long the call may take until another one may be made, in ms

  Returns  { 1 when the call may be made, state }
  Event    the state, when a probe was given
]]
if NOW < state.open_at then return { 0, told() } end
if state.trips == 0 then return { 1, told() } end
if NOW < state.probe then return { 0, told() } end
state.probe = NOW + ARGV[3]
save(ARGV[1], ARGV[2])
return { 1, told() }
