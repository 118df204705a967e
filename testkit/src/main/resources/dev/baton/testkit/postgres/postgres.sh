# Makes the data of a PostgreSQL server if there is none yet, then becomes the server: the process id stays the same.
# Arguments: the server's directory, the folder of PostgreSQL's programs, the server's own arguments. See PostgresServer.java.

directory=$1
home=$2
shift 2

# PostgreSQL refuses to run as root. In a user namespace of its own it is not root, and still owns its files; where the
# system forbids that, it becomes "nobody", who then needs to own them (and to reach them).
as=''
if [ "$(id -u)" = 0 ]; then
    if unshare -U true 2> /dev/null; then
        as='unshare -U'
    else
        as='setpriv --reuid=65534 --regid=65534 --clear-groups'
        chown -R 65534:65534 "$directory" || exit 1
    fi
fi

# The data appear under their name only when they are whole.
if [ ! -d "$directory/data" ]; then
    rm -rf "$directory/data.new"
    $as "$home/bin/initdb" --pgdata="$directory/data.new" --username=postgres --auth=trust --encoding=UTF8 \
        --no-locale --no-sync || exit 1
    mv "$directory/data.new" "$directory/data" || exit 1
fi
exec $as "$home/bin/postgres" -D "$directory/data" "$@"
