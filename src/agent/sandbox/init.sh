# Process 1 of a command's own PID namespace: when it ends, the kernel kills all that is left in there.
# $host_pid: this process as the worker sees it, or "-". Arguments: the command. Descriptor 3 leads to the worker;
# standard error too, and is not that of the command.

stop() {
  trap '' TERM
  kill -TERM -1
  (sleep 0.15; kill -KILL -1) &
  wait "$command"
  exit 143
}

# Nothing runs before the worker has answered, so nothing can outlive one that died while this was set up.
printf '%s\n' "${host_pid:--}" >&3
read -r go <&3 || exit 125

"$@" 2>&1 3<&- &
command=$!
# A shell says of its own accord how its jobs ended; and the output is over when the command lets go of it.
exec >/dev/null 2>&1
trap stop TERM
wait "$command"
exit $?
