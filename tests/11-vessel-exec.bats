#!/usr/bin/env bats
# 11-vessel-exec.bats - who comes into a container later, and what is copied.

load helper

setup() {
	requires root
	cd "$BATS_TEST_TMPDIR" || return
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	export vessel=$BIN/vessel
}

teardown() {
	jobs_end
	local id
	for id in $("$vessel" ps -aq --no-trunc 2>/dev/null); do
		"$vessel" rm -f "$id" >/dev/null 2>&1 || :
	done
}

# container [OPTION...] - one that sleeps: $id
container() {
	"$vessel" run -d --net none --name box "$@" "$ROOTFS" sleep 1000 >id
	id=$(<id)
}

# inside COMMAND... - what it prints in there
inside() {
	run -0 timeout 20 "$vessel" exec box "$@"
}

# refuses PART WORD... - an error of vessel's of one line, and its cure
refuses() {
	local part=$1
	shift
	run -125 timeout 20 "$vessel" "$@"
	assert_line --index 0 --partial "$part"
	assert_line --index 0 --regexp '^vessel: '
	[ "${#lines[@]}" -le 2 ] || fail "$output"
}

# --------------------------------------------------------------------- network

@test "11: --net container:NAME has the network of another one, and keeps it when that has ended" {
	"$vessel" run -d --net none --name first "$ROOTFS" sleep 1000
	"$vessel" exec first sh -c 'nc -l -p 4000 -e echo hello' 3>&- &
	"$vessel" run -d --net container:first --name box "$ROOTFS" sleep 4245
	# (No word of another container's processes.)
	inside ps
	refute_output --partial 'nc -l'
	# shellcheck disable=SC2317 # eventually calls it
	answers() { [ "$("$vessel" exec box nc 127.0.0.1 4000 </dev/null)" = hello ]; }
	eventually answers
	local network
	network=$("$vessel" exec box readlink /proc/self/ns/net)
	"$vessel" rm -f first
	inside readlink /proc/self/ns/net
	assert_output "$network"
	refuses "no such container: first" run --rm --net container:first "$ROOTFS" true
	"$vessel" create --net none --name first "$ROOTFS" true
	refuses "container first is not running" run --rm --net container:first "$ROOTFS" true
	local pid
	pid=$(pgrep -f '^sleep 4245$')
	run -0 "$vessel" run --rm --net "ns:/proc/$pid/ns/net" "$ROOTFS" readlink /proc/self/ns/net
	assert_output "$network"
}

# ------------------------------------------------------------------------ exec

@test "11: exec runs a command with the container's user, environment, directory and rights" {
	container --user 1000:1000 -e KEY=value --env OTHER=one -w /tmp --cap-drop chown --hostname named
	inside sh -c 'id -u; id -g; pwd; echo $KEY $OTHER $(env | grep ^HOSTNAME); hostname'
	assert_output "1000
1000
/tmp
value one HOSTNAME=named
named"
	run -0 timeout 20 "$vessel" exec -u 0 -e OTHER=two -w / box sh -c 'id -u; pwd; echo $KEY $OTHER'
	assert_output "0
/
value two"
	inside sh -c 'grep -E "^(CapBnd|NoNewPrivs|Seccomp)" /proc/1/status >/tmp/1; grep -E "^(CapBnd|NoNewPrivs|Seccomp)" /proc/self/status | cmp - /tmp/1'
	inside sh -c 'cat /proc/self/cgroup >/tmp/c; cmp /tmp/c /proc/1/cgroup; ls -l /proc/self/ns /proc/1/ns | grep -o "[a-z]*:\[.*" | sort | uniq -c | awk "\$1 % 2"'
	refute_output
}

@test "11: exec has the exit code of its command, and one line for what cannot be run" {
	container
	run -7 timeout 20 "$vessel" exec box sh -c 'exit 7'
	refute_output
	run -143 timeout 20 "$vessel" exec box sh -c 'kill -TERM $$'
	run -137 timeout 20 "$vessel" exec box sh -c 'kill -KILL $$'
	refute_output
	run -127 timeout 20 "$vessel" exec box nosuchcommand
	assert_line --index 0 "vessel: cannot run 'nosuchcommand': No such file or directory"
	run -126 timeout 20 "$vessel" exec box /etc
	assert_line --index 0 --partial "cannot run '/etc'"
	inside grep -c sleep /proc/1/cmdline
	assert_output 1
	inside env
	assert_line "HOSTNAME=${id:0:12}"
}

@test "11: exec passes stdin on if asked, stdout and stderr apart, and no byte is another" {
	container
	local sum
	head -c 3000000 /dev/urandom >bytes
	timeout 60 "$vessel" exec -i box cat <bytes >copy
	cmp copy bytes
	sum=$(timeout 60 "$vessel" exec -i box cat <bytes | sha256sum)
	assert_equal "$sum" "$(sha256sum <bytes)"
	timeout 20 "$vessel" exec box cat <bytes >copy
	[ ! -s copy ]
	timeout 20 "$vessel" exec box sh -c 'echo out; echo err >&2' >out 2>err
	run -0 cat out err
	assert_output "out
err"
	# Another user than root opens it by its name, too.
	timeout 20 "$vessel" exec -u 1000 box sh -c 'echo x >/dev/stdout; echo y >/dev/stderr' >out 2>err
	run -0 cat out err
	assert_output "x
y"
	# The caller's pipe stays the caller's.
	timeout 20 "$vessel" exec -u 1000 box sh -c 'echo x' | cat >out
	run -0 cat out
	assert_output x
}

@test "11: exec passes what is in files, and no file: who is their owner in there too can neither write to them nor make them set-user-ID" {
	container --userns host
	echo 'echo ours' >script
	mknod -m 666 null c 1 3
	timeout 20 "$vessel" exec -i box sh -c 'cat; echo echo theirs >/proc/self/fd/0' <script >out || :
	run -0 cat script out
	assert_output "echo ours
echo ours"
	timeout 20 "$vessel" exec box sh -c 'chmod 4755 /proc/self/fd/1; echo said' >out || :
	run -0 stat -c %a out
	assert_output 644
	timeout 20 "$vessel" exec box sh -c 'chmod 600 /proc/self/fd/2' 2>null || :
	run -0 stat -c %a null
	assert_output 666
	# What goes to one file stays in order, though we look late; and what a disk
	# cannot take is said.
	rm out
	"$vessel" exec box sh -c 'echo; until [ -e /tmp/go ]; do sleep 0.1; done; echo 1 >&2; echo 2; echo 3 >&2; : >/tmp/gone' >out 2>&1 3>&- &
	eventually test -s out
	kill -STOP $!
	inside touch /tmp/go
	eventually "$vessel" exec box test -e /tmp/gone
	kill -CONT $!
	wait $!
	run -0 cat out
	assert_output "
1
2
3"
	run -125 eval 'timeout 20 "$vessel" exec box echo word 2>&1 >/dev/full'
	assert_line --index 0 "vessel: cannot write what the command says: No space left on device"
}

@test "11: exec -it is a terminal of the container's own, as large as ours, and Ctrl-C is for the command" {
	container
	run pty 'exit 4\r' "stty rows 33 cols 99; '$vessel' exec -it box sh -c 'stty size; tty; exec sh'; echo code \$?; stty -a | tr ';' '\n'"
	assert_output --partial "33 99"
	assert_output --partial "/dev/pts/0"
	assert_output --partial "code 4"
	assert_output --regexp '[^-]icanon'
	run pty '|\003|echo $?\r|exit\r' "'$vessel' exec -it box sh -c 'sleep 100; echo over; exec sh'; echo code \$?"
	assert_output --partial '^C'
	refute_output --partial over
	run pty '|sleep 100\r|\003|echo go$?\r|exit 0\r' "'$vessel' exec -it box sh; echo code \$?"
	assert_output --partial go130
	assert_output --partial "code 0"
}

@test "11: exec -t: a window that changes is as large in there" {
	container
	run pty '|stty size\r|exit\r' "stty rows 20 cols 40; (sleep 0.3; stty rows 21 cols 41 </dev/tty) & '$vessel' exec -it box sh"
	assert_output --partial "21 41"
}

@test "11: exec -t and run -t: a container that has all descriptors of its users in flight keeps nobody from a terminal" {
	container
	"$vessel" run -d --net none --name other "$ROOTFS" /attacks/fill-flight
	eventually eval '[ "$("$vessel" logs other)" = full ]'
	run -0 pty '' timeout 20 "$vessel" exec -t box tty
	assert_output --partial /dev/pts/0
	run -0 pty '' timeout 20 "$vessel" run -t --rm --net none "$ROOTFS" tty
	assert_output --partial /dev/pts/0
	# (It is still so.)
	run -1 timeout 20 "$vessel" exec box /attacks/fill-flight
	assert_output "fill-flight: Too many references: cannot splice"
}

@test "11: who comes by exec has parted with our terminal before anybody in there sees it" {
	requires program strace
	container
	# (Who may trace in there opens /dev/tty in the name of who is in our session.)
	run -0 pty '' timeout 20 strace -f -qq -e trace=setsid,clone3 -o trace "$vessel" exec box true
	run -0 awk '/setsid\(/ { parted[$1] = 1 } /CLONE_PARENT/ { steps++; early = !parted[$1] }
		END { print steps, early }' trace
	assert_output "1 0"
}

@test "11: a command of exec that was made to stand still hears of SIGTERM all the same" {
	container
	"$vessel" exec box sleep 42471 >/dev/null 3>&- &
	eventually pgrep -f '^sleep 42471$'
	local code=0 pid
	pid=$(pgrep -f '^sleep 42471$')
	kill -STOP "$pid"
	eventually grep -q 'T (stopped)' "/proc/$pid/status"
	kill "$!"
	eventually gone "$pid"
	wait "$!" || code=$?
	assert_equal "$code" 143
}

@test "11: detached from, a command of exec lives on, and ends with the container" {
	container
	run pty '|\020\021' "'$vessel' exec -it box sh -c 'trap \"\" HUP; while yes said | head -n 2000; do echo alive >/tmp/alive; sleep 0.1; done'; echo code \$?; stty -a"
	assert_output --partial "code 0"
	assert_output --partial "read escape sequence"
	assert_output --regexp '[^-]icanon'
	inside rm /tmp/alive
	eventually "$vessel" exec box test -e /tmp/alive
	run -0 timeout 20 "$vessel" exec -d box sh -c 'echo $$ >/tmp/pid; exec sleep 4242'
	refute_output
	eventually "$vessel" exec box test -s /tmp/pid
	inside sh -c 'cat /proc/$(cat /tmp/pid)/cmdline'
	assert_output --partial 4242
	run -127 timeout 20 "$vessel" exec -d box nosuch
	"$vessel" kill box >/dev/null
	# shellcheck disable=SC2317 # eventually calls it
	none() { ! pgrep -f '^sleep 4242$'; }
	eventually none
}

@test "11: a command of exec without a terminal ends with who has called it, by SIGKILL too" {
	container
	"$vessel" exec box sleep 4243 3>&- &
	local caller=$! code
	eventually pgrep -f '^sleep 4243$'
	kill -9 $caller
	# shellcheck disable=SC2317 # eventually calls it
	none() { ! pgrep -f '^sleep 4243$'; }
	eventually none
	"$vessel" exec box sleep 4243 3>&- &
	caller=$!
	eventually pgrep -f '^sleep 4243$'
	kill $caller
	wait $caller && fail "it has not ended" || code=$?
	assert_equal "$code" 143
}

@test "11: exec finds out who does not run, is paused, or ends meanwhile, in a line" {
	refuses "no such container: box" exec box true
	"$vessel" create --net none --name box "$ROOTFS" sleep 1000
	refuses "container box is not running" exec box true
	"$vessel" start box
	"$vessel" pause box
	refuses "container box is paused" exec box true
	"$vessel" unpause box
	refuses "there is no '--privileged'" exec --privileged box true
	refuses "the input device is not a TTY" exec -it box true </dev/null
	refuses "'--workdir x'" exec -w x box true
	"$vessel" exec box sleep 4244 >out 2>&1 3>&- &
	local caller=$! code
	eventually pgrep -f '^sleep 4244$'
	"$vessel" kill box
	wait $caller && fail "it has not ended" || code=$?
	assert_equal "$code" 137
	run -0 cat out
	assert_output "vessel: container box has ended"
}

@test "11: exec -u takes a name or a number, whole, and nothing that begins like one" {
	own_rootfs
	# Hostile accounts: numbers that are none, fields that are missing.
	printf '%s\n' 'app:x:1000:100::/home:/bin/sh' 'bad:x:0x0:0::/:' 'neg:x:-1:0::/:' \
		'big:x:4294967296:0::/:' '0x0:x:7:7::/:' 'short:x:0' ':x:0:0::/:' >"$ROOTFS/etc/passwd"
	container --userns host
	run -0 timeout 20 "$vessel" exec -u app box sh -c 'id -u 2>/dev/null'
	assert_output 1000
	run -0 timeout 20 "$vessel" exec -u 77:88 box sh -c '{ id -u; id -g; } 2>/dev/null'
	assert_output "77
88"
	run -0 timeout 20 "$vessel" exec -u 0x0 box sh -c 'id -u 2>/dev/null'
	assert_output 7
	local user
	for user in bad neg big short 1000x ' 0' -1 +0 4294967295 0:x 1e3 '0 '; do
		run -125 timeout 20 "$vessel" exec --user="$user" box id -u
		refute_line 0
		[ "${#lines[@]}" -le 2 ] || fail "$user: $output"
	done
}

@test "11: exec in a container without a shell, or that is full, is a line" {
	mkdir bare
	mkdir bare/bin
	cp "$(command -v busybox)" bare/bin/sleep
	ROOTFS=$PWD/bare container
	run -127 timeout 20 "$vessel" exec box sh
	assert_line --index 0 "vessel: cannot run 'sh': No such file or directory"
	"$vessel" rm -f box
	container --pids-limit 3
	"$vessel" exec -d box sleep 1000
	refuses "this takes two more" exec box true
}

@test "11: what lies in wait in a container gets nothing of who comes by exec, even if it may trace" {
	requires program strace
	# shellcheck disable=SC2317 # eventually calls it
	seen() { "$vessel" logs box | grep -q seen; }
	local rights nothing='environ|rights|program|root|cwd|descriptor'
	for rights in "--cap-add sys_ptrace" ""; do
		# shellcheck disable=SC2086 # two words, or none
		"$vessel" run -d --net none --name box --userns host $rights "$ROOTFS" /attacks/lie-in-wait
		SECRET=treasure TOLD=it timeout 20 "$vessel" exec -e TOLD box sh -c 'echo $SECRET $TOLD' >told
		run -0 cat told
		assert_output it
		SECRET=treasure timeout 60 strace -f -qq -o /dev/null \
			-e inject=execve,execveat,setns,chroot,setresuid,capset,close_range:delay_enter=150000 \
			"$vessel" exec box echo visited >visit.out 2>&1 3>&- || fail "$(cat visit.out)"
		eventually seen
		run -0 "$vessel" logs box
		refute_output --regexp "$nothing"
		"$vessel" rm -f box
		nothing+='|memory' # without that right
	done
}

# -------------------------------------------------------------------------- cp

# copies WORD... - vessel cp
copies() {
	run -0 timeout 30 "$vessel" cp "$@"
	refute_output
}

# tree - a directory with one of each kind
tree() {
	requires program python3
	mkdir -p tree/deep/er
	echo text >tree/file
	ln tree/file tree/deep/hard
	ln -s /etc/shadow tree/link
	chmod 4711 tree/file
	truncate -s 40M tree/sparse
	printf x | dd of=tree/sparse bs=1 seek=20M conv=notrunc status=none
	truncate -s 5M tree/hole
	mkfifo tree/fifo
	mknod tree/null c 1 3
	chmod 1777 tree/deep
	chown -R 11:22 tree/deep/er
	printf u >tree/$'n\303\274m \377\n'
	python3 -c 'import os
os.setxattr("tree/deep/er", "user.note", b"value")
os.setxattr("tree/file", "security.capability", bytes.fromhex("0100000200040000000000000000000000000000"))'
	touch -h -d '2001-02-03 04:05:06.789' tree/link tree/deep/er tree/hole
}

# told DIRECTORY - a line for each file in it, with all that it has
told() {
	(cd "$1" && find . -printf '%P %y %m %U:%G %s %n %l %t\n' | grep -v '^ d' | LC_ALL=C sort)
}

@test "11: cp -a out and in again leaves a tree as it was, links, holes, devices and all" {
	container --userns host
	tree
	copies -a tree box:/root/there
	copies -a box:/root/there back
	run -0 diff <(told tree) <(told back)
	run -0 python3 -c 'import os
print(os.getxattr("back/deep/er", "user.note"), os.getxattr("back/file", "security.capability").hex())'
	assert_output "b'value' 0100000200040000000000000000000000000000"
	cmp tree/sparse back/sparse
	[ "$(stat -c %b back/sparse)" -le 64 ]
	[ "$(stat -c %b back/hole)" -le 8 ]
	[ back/file -ef back/deep/hard ]
}

@test "11: without -a the copies are mine, or of root in there, and nobody becomes that by them" {
	container
	chmod a+rx .
	tree
	rm tree/null
	chown -R 33:44 tree/file
	chmod 4711 tree/file # chown(2) has taken that away
	copies tree box:/tmp/in
	inside sh -c 'find /tmp/in -perm /6000; find /tmp/in ! -user 0; stat -c %u:%g:%a /tmp/in/file /tmp/in/deep/er'
	assert_output "0:0:711
0:0:755"
	inside sh -c 'cp /bin/busybox /tmp/suid; chmod 4755 /tmp/suid; chown 5:6 /tmp/in/file'
	copies box:/tmp/suid suid
	run -0 stat -c %u:%g:%a suid
	assert_output 0:0:755
	# With all that they have, they are still those of the same person.
	copies -a box:/tmp/suid all
	run -0 stat -c %a all
	assert_output 4755
	[ "$(stat -c %u all)" -gt 100000 ]
	copies -a all box:/tmp/again
	inside stat -c %u:%a /tmp/again
	assert_output 0:4755
	# So are those whom its other attributes name: the rights of a program are
	# for those in there, and its list is of those in there.
	python3 - "$(stat -c %u all)" <<-'END'
		import os, struct, sys
		root = int(sys.argv[1])
		rights, lists = "security.capability", "system.posix_acl_access"
		def copies(*words):
		    assert os.spawnv(os.P_WAIT, os.environ["vessel"], ("vessel", "cp") + words) == 0
		def made(name, attribute, value):
		    open(name, "w")
		    os.setxattr(name, attribute, value)
		    copies("-a", name, "box:/tmp")
		    copies("-a", "box:/tmp/" + name, name + "-back")
		    return os.getxattr(name + "-back", attribute)
		able = made("host", rights, struct.pack("<IIIII", 0x02000001, 0x400, 0, 0, 0))
		assert struct.unpack("<IIIIII", able) == (0x03000001, 0x400, 0, 0, 0, root), able.hex()
		assert made("theirs", rights, able) == able
		copies("box:/tmp/theirs", "plain")
		assert os.listxattr("plain") == [], os.listxattr("plain")
		acl = struct.pack("<I", 2)
		for tag, may, who in (1, 6, -1), (2, 4, root + 7), (4, 4, -1), (8, 4, root + 8), (16, 4, -1), (32, 4, -1):
		    acl += struct.pack("<HHi", tag, may, who)
		assert made("listed", lists, acl) == acl
	END
	mknod null c 1 3
	run -0 timeout 20 "$vessel" cp null box:/tmp/
	assert_output --partial "left out, as it is a device: '/tmp/'"
}

@test "11: cp goes where docker's goes: into a directory, in the place of a file, contents alone" {
	container
	mkdir -p d/sub here
	echo one >d/sub/f
	echo two >two
	copies d box:/tmp
	copies d box:/tmp/new
	copies d/. box:/tmp/sub2
	copies d/. box:/tmp
	copies two box:/tmp/two
	copies two box:/tmp/new/
	copies two box:tmp/relative
	copies two box:
	copies d box:/tmp/new3/
	inside sh -c 'cd /tmp; cat d/sub/f new/sub/f sub2/sub/f sub/f new3/sub/f two new/two relative /two'
	assert_output "one
one
one
one
one
two
two
two
two"
	copies box:/tmp/two here
	copies box:/tmp/two here/name
	copies box:/tmp/d/sub here/
	copies box:/tmp/d/. here
	run -0 cat here/two here/name here/sub/f
	assert_output "two
two
one"
	echo long and old >here/name
	copies box:/tmp/two here/name
	run -0 cat here/name
	assert_output two
	echo mine >hosts
	copies hosts box:/etc/hosts
	inside cat /etc/hosts
	assert_output mine
	refuses "vessel: box: cannot read '/nope': No such" cp box:/nope here
	refuses "vessel: cannot read 'nope': No such" cp nope box:/tmp
	refuses "no such directory: '/no/'" cp two box:/no/where
	refuses "there is no such directory" cp two box:/tmp/none/
	refuses "it is no directory" cp d box:/tmp/two
	mkdir over over/two
	copies over/. box:/tmp/over
	refuses "there is a directory of that name" cp two box:/tmp/over
	refuses "is no directory" cp over/. box:/tmp/new
	refuses "between containers is not supported" cp box:/a box:/b
	refuses "at least one container" cp two three
	refuses "no such container: nobody" cp two nobody:/
}

@test "11: cp - takes and gives a tar stream, and no name in it leads out" {
	container
	mkdir -p d/sub
	echo one >d/sub/f
	tar cf - d | timeout 20 "$vessel" cp - box:/tmp
	inside cat /tmp/d/sub/f
	assert_output one
	timeout 20 "$vessel" cp box:/tmp/d - >out.tar
	run -0 tar tf out.tar
	assert_output "d/
d/sub/
d/sub/f"
	refuses "no such directory" cp - box:/tmp/none <out.tar
	refuses "Unrecognized archive format" cp - box:/tmp <<<nonsense
	gzip <out.tar >out.tgz
	refuses "Unrecognized archive format" cp - box:/tmp <out.tgz
	head -c 1100 out.tar >short.tar
	refuses "cannot read what is to be copied" cp - box:/tmp <short.tar
	requires program python3
	python3 - <<-'END'
		import io, tarfile
		def add(name, **more):
		    info = tarfile.TarInfo(name)
		    for key, value in more.items(): setattr(info, key, value)
		    return info
		def make(path, *entries):
		    with tarfile.open(path, "w") as tar:
		        for entry in entries:
		            tar.addfile(entry, io.BytesIO(b"x" * entry.size))
		make("up.tar", add("../up", size=1))
		make("through.tar", add("l", type=tarfile.SYMTYPE, linkname="/etc"), add("l/through", size=1))
		make("hard.tar", add("h", type=tarfile.LNKTYPE, linkname="../../etc/passwd"))
		make("rooted.tar", add("/rooted", size=1), add("/r/deep", size=1), add("a/./b", size=1))
	END
	refuses "cannot write '../up'" cp - box:/tmp <up.tar
	refuses "cannot write 'l/through'" cp - box:/tmp <through.tar
	refuses "cannot write '../../etc/passwd'" cp - box:/tmp <hard.tar
	run -0 timeout 20 "$vessel" cp - box:/tmp <rooted.tar
	inside ls /tmp/rooted /tmp/r/deep /tmp/a/b
	run -1 "$vessel" exec box ls /rooted /up /etc/through
}

@test "11: cp shows how far it is, on a terminal" {
	requires program strace
	container
	head -c 3M /dev/zero >big
	run -0 pty '' timeout 60 strace -f -qq -o /dev/null -e trace=write -e inject=write:delay_enter=8000 "$vessel" cp big box:/big
	assert_output --regexp 'MB  .*/s  copy big'
	inside stat -c %s /big
	assert_output 3145728
	run -0 pty '' timeout 60 strace -f -qq -o /dev/null -e trace=write -e inject=write:delay_enter=8000 "$vessel" cp box:/big back
	assert_output --regexp 'MB  .*/s  copy /big'
	run -0 cmp big back
}

@test "11: cp of a container that does not run, or is paused" {
	mkdir -m 777 volume
	"$vessel" create --net none --name box -v "$PWD/volume:/volume" "$ROOTFS" cat /tmp/put >/dev/null
	echo put >put
	copies put box:/tmp/put
	copies put box:/volume/other
	cmp put volume/other
	copies box:/etc/passwd passwd
	cmp passwd "$ROOTFS/etc/passwd"
	run -0 timeout 20 "$vessel" start -a box
	assert_output put
	copies box:/tmp/put again
	cmp put again
	"$vessel" rm box
	container
	"$vessel" pause box
	copies put box:/tmp
	"$vessel" unpause box
	inside cat /tmp/put
	assert_output put
}

@test "11: cp through links that the container has planted stays in the container, both ways" {
	container --userns host -v "$PWD:/shared"
	echo canary >secret
	mkdir outside
	inside sh -c "cd /tmp; ln -s $PWD/secret file; ln -s $PWD/outside directory; ln -s / top; ln -s /proc/1/root magic; mkdir real; mkdir -p $PWD; echo theirs >$PWD/secret"
	# What a link leads to is looked for in there.
	copies -L box:/tmp/file out
	run -0 cat out
	assert_output theirs
	copies box:/tmp/file out
	[ -L out ]
	rm out
	copies box:/tmp/directory out
	[ -L out ]
	echo new >new
	inside mkdir -p "$PWD/outside"
	copies new box:/tmp/directory
	copies new box:/tmp/file
	inside cat "$PWD/outside/new" "$PWD/secret"
	assert_output "new
new"
	run -0 cat secret
	assert_output canary
	run -0 ls outside
	refute_output
	refuses "/tmp/magic" cp new box:/tmp/magic/tmp/new
	refuses "/tmp/magic" cp box:/tmp/magic/etc/passwd out2
	# A name in the way out here is replaced, and not written through.
	mkdir place
	ln -s "$PWD/secret" place/file
	inside sh -c 'rm /tmp/file; echo theirs >/tmp/file'
	copies box:/tmp/file place
	copies box:/tmp/file place/file
	run -0 cat secret
	assert_output canary
	run -0 cat place/file
	assert_output theirs
}

@test "11: cp opens no device and no pipe that is mounted in its way" {
	local name
	mkdir tree
	mkfifo pipe
	mknod node c 1 3
	container -v "$PWD/pipe:/tmp/pipe" -v "$PWD/node:/tmp/node"
	for name in pipe node; do
		rm -f tree/*
		echo word >tree/$name
		run -125 timeout 20 "$vessel" cp tree/. box:/tmp
		assert_output "vessel: box: cannot write './$name' to '/tmp': File exists"
	done
}

@test "11: cp while names are exchanged for links, again and again, writes and reads nothing elsewhere" {
	# (All links lead to this test's own directories, also where it fails.)
	local outside=$BATS_TEST_TMPDIR/outside
	mkdir -m 777 shared outside
	echo canary >outside/canary
	container --userns host -v "$PWD/shared:/shared"
	mkdir -p shared/d/e tree/d/e
	for name in tree/{1..40} tree/d/{1..40} tree/d/e/{1..40}; do
		echo copied >"$name"
	done
	copies tree box:/tree
	ln -s "$outside" shared/link
	ln -s "$outside" shared/link2
	"$vessel" exec -d box /attacks/exchange /shared/d/e /shared/link
	"$vessel" exec -d box /attacks/exchange /shared/d /shared/link2
	local _ passed=0
	for _ in {1..20}; do
		# Into a directory of the host that the container writes to as well.
		timeout 20 "$vessel" cp box:/tree/. shared >/dev/null 2>&1 && passed=$((passed + 1))
		timeout 20 "$vessel" cp box:/shared/. out >/dev/null 2>&1 && passed=$((passed + 1))
	done
	[ "$passed" -gt 0 ] || fail "none came through"
	run -0 ls outside
	assert_output canary
	run -1 grep -rs canary out
}

@test "11: nothing is loaded from the container when files are copied" {
	requires program strace
	container
	tree
	rm tree/null
	timeout 60 strace -f -qq -o trace -e trace=chroot,open,openat,openat2,execve "$vessel" cp -a tree box:/tmp/in
	timeout 60 strace -f -qq -o trace2 -e trace=chroot,open,openat,openat2,execve "$vessel" cp -a box:/tmp/in out
	local one
	for one in trace trace2; do
		run -0 grep -c 'chroot' $one
		run -1 grep -E 'gconv|nss|locale|passwd|\.so|ld\.' <(sed -n '/chroot/,$p' $one)
		run -1 grep execve <(sed -n '/chroot/,$p' $one)
	done
}

# -------------------------------------------------------- our program, in there

# again - a root whose command is our own program again, with a library that
# holds on to its file: $ROOTFS, options in ${again[@]}; a copy of us in bin/
again() {
	requires program "${CC:-cc}"
	own_rootfs
	printf '#!/proc/self/exe\n' >"$ROOTFS/bin/again"
	chmod +x "$ROOTFS/bin/again"
	cat >hold.c <<-'END'
		#include <fcntl.h>
		#include <unistd.h>
		__attribute__((constructor)) static void hold(void)
		{
			if (open("/proc/self/exe", O_RDONLY) >= 0 && dup2(3, 9) == 9)
				execl("/attacks/be-again", "be-again", "9", "/tmp/said", (char *)0);
		}
	END
	"${CC:-cc}" -shared -fPIC -o "$ROOTFS/hold.so" hold.c
	local directory
	again=(--net none --userns host -e LD_PRELOAD=/hold.so)
	for directory in /lib /lib64 /usr/lib; do
		[ ! -d "$directory" ] || again+=(-v "$directory:$directory:ro")
	done
	mkdir bin
	cp "$BIN/vessel" "$BIN/vessel-monitor" bin
}

@test "11: a container whose command is our own program again cannot write to it" {
	again
	bin/vessel run -d --name box "${again[@]}" "$ROOTFS" again
	timeout 20 "$vessel" wait box
	run -0 "$vessel" logs box
	assert_output "not written: Read-only file system"
	cmp bin/vessel "$BIN/vessel"
	"$vessel" rm box
	bin/vessel create --name box "${again[@]}" "$ROOTFS" again
	bin/vessel start box
	timeout 20 "$vessel" wait box
	run -0 "$vessel" logs box
	assert_output "not written: Read-only file system"
	cmp bin/vessel "$BIN/vessel"
	"$vessel" rm box
	# And who comes later.
	"$vessel" run -d --name box "${again[@]}" -e LD_PRELOAD= "$ROOTFS" sleep 1000
	bin/vessel exec -d -e LD_PRELOAD=/hold.so box again
	eventually "$vessel" exec box grep -s written /tmp/said
	run -0 "$vessel" exec box cat /tmp/said
	assert_output "not written: Read-only file system"
	cmp bin/vessel "$BIN/vessel"
}

# ------------------------------------------------------------------------ diff

@test "11: diff lists what a container has added, changed and deleted, while it runs and after" {
	requires program jq
	container
	run -0 timeout 20 "$vessel" diff box
	[[ ! $'\n'$output =~ $'\n'[AD]' ' ]] || fail "$output"
	inside sh -c 'echo new >/root/new; echo more >>/etc/passwd; rm /etc/profile; mkdir /opt; touch "/opt/a b"'
	local wanted="C /etc
C /etc/passwd
D /etc/profile
A /opt
A /opt/a b"
	run -0 timeout 20 "$vessel" diff box
	local line
	while read -r line; do assert_line "$line"; done <<<"$wanted"
	assert_line "A /root/new"
	refute_line --partial hostname
	run -0 timeout 20 "$vessel" diff --json box
	run -0 jq -r '.[] | .kind + " " + .path' <<<"$output"
	while read -r line; do assert_line "$line"; done <<<"$wanted"
	# What would paint a terminal, or is no letter, is neither in JSON.
	inside sh -c "touch '/root/a"$'\xc2\x9b'"31mb' '/root/c"$'\xff'"d'"
	run -0 timeout 20 "$vessel" diff --json box
	assert_line --partial 'a\u009b31mb"'
	assert_line --partial 'c\ufffdd"'
	"$vessel" kill box
	eventually eval '[ "$("$vessel" inspect box | jq -r ".[0].State.Running // .[0].state.running // false")" = false ]'
	run -0 timeout 20 "$vessel" diff box
	while read -r line; do assert_line "$line"; done <<<"$wanted"
	refuses "no such container: nobody" diff nobody
	"$vessel" create --net none --name idle "$ROOTFS" true
	run -0 timeout 20 "$vessel" diff --json idle
	run -0 jq length <<<"$output"
	run -0 timeout 20 "$vessel" diff idle
	[[ ! $'\n'$output =~ $'\n'[AD]' ' ]] || fail "$output"
	run -0 "$vessel" start -a idle
}
