# Outlives the JVM that started it: standard input is a pipe held by that JVM. When it ends, everything mounted below a folder is
# unmounted, the deepest first, and the folder is removed.
# Usage: unmount.sh FOLDER

trap '' HUP INT TERM
folder=$1
read -r _

mounts=
while read -r _ place _; do
    case $place in
        "$folder"/*) mounts="$place $mounts" ;;
    esac
done </proc/mounts
for each in $mounts; do
    # What a dying process still holds goes when that process does.
    umount "$each" 2>/dev/null || umount -l "$each"
done
rm -rf --one-file-system "$folder"
