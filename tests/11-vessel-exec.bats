#!/usr/bin/env bats
# 11-vessel-exec.bats - who comes into a container later, and what is copied.

load helper

setup() {
	requires root
	cd "$BATS_TEST_TMPDIR" || return
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	vessel=$BIN/vessel
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

# ------------------------------------------------------------------------ exec

@test "11: exec runs a command with the container's user, environment, directory and rights" {
	container --user 1000:1000 -e KEY=value --env OTHER=one -w /tmp --cap-drop chown --hostname named
	inside sh -c 'id -u; id -g; pwd; echo $KEY $OTHER $HOSTNAME; hostname'
	assert_output "1000
1000
/tmp
value one named
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
	run -127 timeout 20 "$vessel" exec box nosuchcommand
	assert_line --index 0 "vessel: cannot run 'nosuchcommand': No such file or directory"
	run -126 timeout 20 "$vessel" exec box /etc
	assert_line --index 0 --partial "cannot run '/etc'"
	inside grep -c sleep /proc/1/cmdline
	assert_output 1
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
	# The caller's pipe stays the caller's.
	timeout 20 "$vessel" exec -u 1000 box sh -c 'echo x' | cat >out
	run -0 cat out
	assert_output x
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

@test "11: detached from, a command of exec lives on, and ends with the container" {
	container
	run pty '|\020\021' "'$vessel' exec -it box sh -c 'trap \"\" HUP; while :; do echo alive >/tmp/alive; echo said; sleep 0.1; done'; echo code \$?"
	assert_output --partial "code 0"
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
	"$vessel" run -d --net none --name box --userns host --cap-add sys_ptrace "$ROOTFS" /attacks/lie-in-wait
	SECRET=treasure TOLD=it timeout 20 "$vessel" exec -e TOLD box sh -c 'echo $SECRET $TOLD' >told
	run -0 cat told
	assert_output it
	SECRET=treasure timeout 60 strace -f -qq -o /dev/null \
		-e inject=execve,execveat,setns,chroot,setresuid,capset,close_range:delay_enter=150000 \
		"$vessel" exec box echo visited >visit.out 2>&1 3>&- || fail "$(cat visit.out)"
	# shellcheck disable=SC2317 # eventually calls it
	seen() { "$vessel" logs box | grep -q seen; }
	eventually seen
	run -0 "$vessel" logs box
	refute_output --regexp 'environ|rights|program|root|cwd|descriptor'
}
