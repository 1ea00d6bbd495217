# Before init.sh, where there is no bubblewrap: gives this mount namespace a file system of which only the workspace (the
# present folder) and an empty /tmp can be written, a /proc of its own and a /dev without hardware.
# Arguments: "root" or "user", the workspace, what is to be hidden ("d:<folder>", "f:<file>"), "--", the command.
set -eu
who=$1
workspace=$2
shift 2

# The /proc of the worker is still there: "self" is the number outside.
read -r host_pid _ </proc/self/stat
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs /tmp

while [ "$1" != -- ]; do
  hidden=${1#?:}
  if [ -e "$hidden" ]; then
    case $1 in
      d:*) mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$hidden" ;;
      f:*) mount --bind /dev/null "$hidden" ;;
    esac
  fi
  shift
done
shift

# The path may lie in what has just been hidden; the present folder is still the real one.
mkdir -p "$workspace"
mount --no-canonicalize --bind . "$workspace"
cd "$workspace"

mkdir /tmp/.dev
mount -t tmpfs -o mode=755,nosuid tmpfs /tmp/.dev
for device in null zero full random urandom tty; do
  : >"/tmp/.dev/$device"
  mount --bind "/dev/$device" "/tmp/.dev/$device"
done
mkdir /tmp/.dev/pts /tmp/.dev/shm
chmod 1777 /tmp/.dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts /tmp/.dev/pts
ln -s pts/ptmx /tmp/.dev/ptmx
ln -s /proc/self/fd /tmp/.dev/fd
ln -s fd/0 /tmp/.dev/stdin
ln -s fd/1 /tmp/.dev/stdout
ln -s fd/2 /tmp/.dev/stderr
mount --move /tmp/.dev /dev
rmdir /tmp/.dev

# The rights of root over the kernel go through the owner of these files, not through capabilities.
if [ "$who" = root ]; then
  for kernel in /proc/sys /proc/sysrq-trigger /proc/irq /proc/bus /proc/fs; do
    if [ -e "$kernel" ]; then mount --bind "$kernel" "$kernel" && mount -o remount,bind,ro "$kernel"; fi
  done
fi

# A mount keeps its other flags: in a user namespace the kernel refuses to let go of them.
while read -r _ _ _ _ point flags _; do
  point=$(printf '%b' "$point")
  case $point in /proc | /proc/* | /dev | /dev/* | /tmp | "$workspace") continue ;; esac
  case $flags in ro | ro,*) continue ;; esac
  [ -e "$point" ] || continue
  mount -o "remount,bind,ro${flags#rw}" "$point"
done </proc/self/mountinfo
cd "$workspace"
set +e
