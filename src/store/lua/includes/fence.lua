-- Whether a lease may still write; nil, or the code that says why not.
local function fence(status, held_epoch, held_nonce, epoch, nonce)
  if not status then return CODE.JOB_NOT_FOUND end
  if held_epoch ~= epoch then return CODE.LEASE_TAKEN end
  if status == 'COMPLETED' or status == 'FAILED' or status == 'CANCELLED' then return CODE.LEASE_ENDED end
  if status ~= 'RUNNING' then return CODE.LEASE_RELEASED end
  if held_nonce ~= nonce then return CODE.LEASE_TAKEN end
end
