# Before init.sh, where there is no bubblewrap: gives this mount namespace a file system of which only the workspace (the
# present folder) and an empty /tmp can be written, a /proc of its own and a /dev without hardware.
# Arguments: "root" or "user", the workspace, how many bytes /tmp and /dev with its shm may hold each, what is to be
# hidden ("d:<folder>", "f:<file>"), "--", the command.
set -eu
who=$1
workspace=$2
scratch_bytes=$3
shift 3

# The /proc of the worker is still there: "self" is the number outside.
read -r host_pid _ </proc/self/stat
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t tmpfs -o "mode=1777,nosuid,nodev,size=$scratch_bytes" tmpfs /tmp

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
mount --rbind /dev /tmp/.dev
mount -t tmpfs -o "mode=755,nosuid,size=$scratch_bytes" tmpfs /dev
for device in null zero full random urandom tty; do
  : >"/dev/$device"
  mount --bind "/tmp/.dev/$device" "/dev/$device"
done
umount -l /tmp/.dev
rmdir /tmp/.dev
mkdir /dev/pts /dev/shm
chmod 1777 /dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts /dev/pts
ln -s pts/ptmx /dev/ptmx
ln -s /proc/self/fd /dev/fd
ln -s fd/0 /dev/stdin
ln -s fd/1 /dev/stdout
ln -s fd/2 /dev/stderr

# What root may do to the kernel hangs on owning these files, not on capabilities.
if [ "$who" = root ]; then
  for kernel in /proc/sys /proc/sysrq-trigger /proc/irq /proc/bus /proc/fs; do
    if [ -e "$kernel" ]; then mount -o bind,ro "$kernel" "$kernel"; fi
  done
fi

# One mount in place of a dozen to be made read-only one by one.
if [ -d /sys/fs/cgroup ]; then mount -t tmpfs -o ro,mode=755 tmpfs /sys/fs/cgroup; fi

# A mount keeps its other flags: in a user namespace the kernel refuses to let go of them.
while read -r _ _ _ _ point flags _; do
  point=$(printf '%b' "$point")
  case $point in /proc | /proc/* | /dev | /dev/* | /tmp | "$workspace") continue ;; esac
  case $flags in ro | ro,*) continue ;; esac
  # Hidden by now.
  [ -e "$point" ] || continue
  mount -o "remount,bind,ro${flags#rw}" "$point"
done </proc/self/mountinfo
cd "$workspace"
set +e
