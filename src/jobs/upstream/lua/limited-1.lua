--[[
  An upstream has said that a limit is used up. Calls that were under way when it first said so say the same again.

  KEYS[1]  upstream

  ARGV[1]  its id
  ARGV[2]  channel of those who want to know
  ARGV[3]  for how long, in ms; '' when it did not say
  ARGV[4]  the longest time that it is believed, in ms

  Returns  { 1 when it was not known yet, state }
  Event    the state, when it was not known yet
]]
local first_guess_ms, longest_guess_ms = 1000, 60000
local until_then
if ARGV[3] ~= '' then
  until_then = NOW + math.min(tonumber(ARGV[3]), tonumber(ARGV[4]))
elseif NOW >= state.open_at then
  until_then = NOW + math.min(first_guess_ms * 2 ^ state.strikes, longest_guess_ms)
  state.strikes = state.strikes + 1
end
-- Who refuses is not down.
local was_failing = state.failures > 0 or state.trips > 0
state.failures, state.trips, state.probe = 0, 0, 0
-- A few ms more are no news.
local is_news = until_then ~= nil and until_then > state.open_at + 50
if is_news then state.open_at, state.why = until_then, 'LIMIT' end
if is_news or was_failing then save(ARGV[1], ARGV[2]) end
return { is_news and 1 or 0, told() }
