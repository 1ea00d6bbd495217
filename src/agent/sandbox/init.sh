# Process 1 of a command's own PID namespace: when it ends, the kernel kills all that is left in there.
# $host_pid: this process as the worker sees it, or "-". Arguments: the command. Descriptor 3 leads to the worker.

stop() {
  trap '' TERM
  kill -TERM -1 2>/dev/null
  (sleep 0.15; kill -KILL -1) &
  wait "$command"
  exit 143
}

# Nothing runs before the worker has answered, so nothing can outlive one that died while this was set up.
printf '%s\n' "${host_pid:--}" >&3
read -r go <&3 || exit 125

"$@" 3<&- &
command=$!
trap stop TERM
wait "$command"
exit $?
