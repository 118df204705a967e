# Kills the processes that it was told to watch, with all of their process groups, as soon as its standard input ends.
# Lines of standard input: "watch PID" and, after it has ended, "ended PID". See Janitor.java.

trap '' HUP INT QUIT TERM TSTP PIPE
echo ready

# When a process was started: field 22 of proc(5), else what ps says; nothing for a process that is gone.
born() {
    if [ -r /proc/self/stat ]; then
        { read -r stat < "/proc/$1/stat"; } 2> /dev/null || return 0
        # The name of the program may hold anything; what follows its closing parenthesis begins with field 3.
        set -- ${stat##*) }
        echo "${20}"
    else
        ps -o lstart= -p "$1" 2> /dev/null | tr -d ' '
    fi
}

# " PID:BORN PID:BORN "
watched=' '
while read -r verb pid; do
    case $verb in
        watch)
            watched="$watched$pid:$(born "$pid") "
            ;;
        ended)
            # What it started and did not end itself. A group's id is not given away while it has members.
            kill -9 "-$pid" 2> /dev/null
            before=${watched%%" $pid:"*}
            if [ "$before" != "$watched" ]; then
                after=${watched#"$before $pid:"}
                watched="$before ${after#* }"
            fi
            ;;
    esac
done

for entry in $watched; do
    pid=${entry%%:*}
    since=${entry#*:}
    # Another start time: the process has ended and its id belongs to a stranger.
    if [ -n "$since" ] && [ "$since" = "$(born "$pid")" ]; then
        kill -9 "-$pid" 2> /dev/null
        kill -9 "$pid" 2> /dev/null
    fi
done
