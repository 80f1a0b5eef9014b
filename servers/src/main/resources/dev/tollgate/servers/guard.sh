# Starts a server and outlives the JVM that asked for it: standard input is a pipe held by that JVM.
# Usage: guard.sh LOG FOLDER COMMAND...   FOLDER, when not empty, is removed when the JVM ends without having asked for anything.
# Answers the server's process id, then one line for each signal (STOP, CONT, KILL) that it reads: the processes that got it.

# A key that ends the JVM's group must leave the guard at work.
trap '' HUP INT
# A server whose files may not grow is to meet an error, as on a full disk, and not its end.
trap '' XFSZ

log=$1
folder=$2
shift 2
exec 3<&0 </dev/null

"$@" >>"$log" 2>&1 3<&- &
server=$!
echo "$server"

# Children may have left the server's process group, so they are looked up; a stopped server starts no new ones.
send() {
    kill -STOP "$server"
    processes=$server
    for stat in /proc/[0-9]*/stat; do
        read -r line 2>/dev/null <"$stat" || continue
        set -- "$1" ${line##*) }
        [ "$3" != "$server" ] || { line=${stat#/proc/}; processes="$processes ${line%/stat}"; }
    done
    kill "-$1" $processes
}

(
    while read -r signal <&3 && [ "$signal" != KILL ]; do
        send "$signal"
        echo "$processes"
    done
    trap '' TERM
    send KILL
    if [ -n "$signal" ]; then
        echo "$processes"
    elif [ -n "$folder" ]; then
        rm -rf "$folder" || rm -rf "$folder"
    fi
) 2>/dev/null &
watch=$!

exec 3<&- >/dev/null 2>&1
wait "$server"
status=$?
kill "$watch"
exit "$status"
