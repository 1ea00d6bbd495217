--[[
  What is known of an upstream.

  KEYS[1]  upstream

  Returns  { closed for ms, why, strikes, failures, trips, probed for ms }
  Event    none
]]
return told()
