# Where there are no namespaces: outlives the worker and then kills what its command has left: the process group $1, and
# every process that still has the mark $2 in its environment. Removes its HOME, $3. Standard input ends when the worker
# dies.
read -r _
tries=0
while [ "$tries" -lt 50 ]; do
  kill -KILL -- "-$1" 2>/dev/null
  found=$(grep -ls -e "$2" /proc/[0-9]*/environ 2>/dev/null)
  [ -n "$found" ] || break
  for file in $found; do
    pid=${file#/proc/}
    kill -KILL "${pid%/environ}" 2>/dev/null
  done
  tries=$((tries + 1))
done
rm -rf -- "$3"
