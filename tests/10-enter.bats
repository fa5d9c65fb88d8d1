#!/usr/bin/env bats
# 10-enter.bats - parts of a guest that runs are joined, and no more; pins; shared networks.
# shellcheck disable=SC2016 # the guest's shell expands

load helper

setup() {
	requires root
	step=$BIN/10-enter
	cd "$BATS_TEST_TMPDIR" || return
	pin=t$$-${BATS_TEST_NUMBER:-0}
}
teardown() {
	local name job guests
	# A launcher whose guest ends tidies up; one that is killed could not.
	for job in $(jobs -p); do
		guests=$(child_of "$job")
		[ ! "$guests" ] || [ "$(readlink "/proc/$job/exe")" != "$step" ] || {
			echo "$guests" | xargs kill -9 2>/dev/null || :
			wait "$job" || :
		}
	done
	jobs_end
	for name in "$pin" "$pin.2" "$pin.half"; do
		[ ! -e "/run/vessel/pins/$name" ] || "$step" --unpin "$name" || :
	done
}

# guest OPTION... [-- COMMAND...] - start one in the background, with no network and no layer
# unless options say so: $launcher, $guest
guest() {
	local options=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1") && shift; done
	shift || :
	[ $# -gt 0 ] || set -- sleep 3000
	"$step" --net none --storage none "${options[@]}" "$@" 3>&- >guest.out &
	launcher=$!
	eventually begun
	guest=$(child_of $launcher)
}
# (Of the launcher's children, its guard is not it.)
child_of() {
	local pid
	for pid in $(pgrep -P "$1"); do
		[ "$(cat "/proc/$pid/comm")" = guard ] || echo "$pid"
	done
}
# shellcheck disable=SC2317 # eventually calls it
begun() {
	local pid
	pid=$(child_of "$launcher") && [ "$pid" ] &&
		[[ $(readlink "/proc/$pid/exe") != "$step" ]] && [ -e "/proc/$pid/exe" ]
}
enter() { run "$step" --enter "$guest" "$@"; }

space() { readlink "/proc/$1/ns/$2"; }

# ------------------------------------------------------------------------ all

@test "10: who enters is in all namespaces of the guest, its root and its groups" {
	guest --memory 64m
	enter sh -c 'for kind in user mnt pid net uts ipc cgroup time; do readlink /proc/self/ns/$kind; done; ls -di /; hostname; cat /proc/self/cgroup'
	assert_success
	local kind
	for kind in user mnt pid net uts ipc cgroup time; do assert_line "$(space "$guest" $kind)"; done
	for kind in user mnt pid net uts ipc cgroup; do refute_line "$(space self $kind)"; done
	assert_line "$(stat -Lc %i "/proc/$guest/root") /"
	assert_line 10-enter
	assert_line 0::/
	refute_line --partial /..
	"$step" --enter "$guest" sleep 3001 3>&- &
	eventually pgrep -fx 'sleep 3001'
	assert_equal "$(cat "/proc/$(pgrep -fx 'sleep 3001')/cgroup")" "$(cat "/proc/$guest/cgroup")"
	[ "$(cat "/proc/$guest/cgroup")" != "$(cat /proc/self/cgroup)" ]
}

@test "10: the exit code is the command's own, or says what was wrong with it" {
	guest
	enter sh -c 'exit 7'
	assert_equal "$status" 7
	enter sh -c 'kill -9 $$'
	assert_equal "$status" 137
	run -127 "$step" --enter "$guest" nosuch
	assert_line --index 0 "10-enter: cannot run 'nosuch': No such file or directory"
	enter /etc/passwd
	assert_equal "$status" 126
}

@test "10: a signal for the launcher ends who has entered, and not the guest" {
	guest
	"$step" --enter "$guest" sleep 3002 3>&- &
	local visit=$!
	eventually pgrep -fx 'sleep 3002'
	kill -TERM $visit
	local code=0
	wait $visit || code=$?
	assert_equal $code 143
	run -1 pgrep -fx 'sleep 3002'
	[ -e "/proc/$guest" ]
}

@test "10: SIGKILL of the launcher ends who has entered, whoever that is, and not the guest" {
	guest
	local options
	for options in '' '--user guest' '--without pid' '--without group'; do
		# shellcheck disable=SC2086 # words
		"$step" --enter "$guest" $options sleep 3003 3>&- &
		eventually pgrep -fx 'sleep 3003'
		kill -9 $!
		wait $! || :
		eventually eval '! pgrep -fx -r R,S,D "sleep 3003"'
	done
	[ -e "/proc/$guest" ]
}

@test "10: it dies with the guest" {
	guest
	"$step" --enter "$guest" sleep 3004 3>&- &
	local visit=$!
	eventually pgrep -fx 'sleep 3004'
	kill -9 "$launcher"
	local code=0
	wait $visit || code=$?
	assert_equal $code 137
}

@test "10: who enters sees the guest's own processes, and none of the launcher's" {
	guest
	enter ps
	assert_success
	assert_output --partial "1 root     sleep 3000"
	assert_equal "$(wc -l <<<"$output")" 3
	enter ls /proc/self/fd
	assert_equal "$output" $'0\n1\n2\n3'
	enter env
	assert_equal "$(cut -d = -f 1 <<<"$output" | sort | paste -sd ' ')" "HOME PATH TERM"
}

# --------------------------------------------------------------------- a part

@test "10: a debugger: in the namespaces, and not in the groups" {
	guest
	enter --without group cat /proc/self/cgroup
	assert_success
	assert_output --partial /..
	"$step" --enter "$guest" --without group sleep 3005 3>&- &
	eventually pgrep -fx 'sleep 3005'
	assert_equal "$(cat "/proc/$(pgrep -fx 'sleep 3005')/cgroup")" "$(cat /proc/self/cgroup)"
	assert_equal "$(space "$(pgrep -fx 'sleep 3005')" pid)" "$(space "$guest" pid)"
}

@test "10: a program of the host's in the guest's network, and in nothing else" {
	guest --hostname there
	enter --with net sh -c 'ip -o link | wc -l; uname -n; readlink /proc/self/ns/net; pwd; grep CapPrm /proc/self/status'
	assert_success
	assert_line --index 0 1
	assert_line --index 1 "$(uname -n)"
	assert_line --index 2 "$(space "$guest" net)"
	assert_line --index 3 "$PWD"
	assert_line --index 4 "$(grep CapPrm /proc/self/status)"
}

@test "10: each namespace is joined by itself, and left out by itself" {
	guest
	local kind other pid
	for kind in mnt pid net uts ipc cgroup user; do
		"$step" --enter "$guest" --with "$kind" sleep 3017 3>&- &
		"$step" --enter "$guest" --without "$kind" sleep 3018 3>&- &
		eventually pgrep -fx 'sleep 3017'
		eventually pgrep -fx 'sleep 3018'
		for other in mnt pid net uts ipc cgroup user; do
			pid=$(pgrep -fx "sleep $([ $other = $kind ] && echo 3017 || echo 3018)")
			assert_equal "$other $(space "$pid" $other)" "$other $(space "$guest" $other)"
			pid=$(pgrep -fx "sleep $([ $other = $kind ] && echo 3018 || echo 3017)")
			assert_equal "$other $(space "$pid" $other)" "$other $(space self $other)"
		done
		pkill -fx 'sleep 301[78]'
		eventually eval '! pgrep -fx "sleep 301[78]"'
	done
}

@test "10: a root directory alone is a part, also of the guest of step 01" {
	"$BIN/01-chroot" --rootfs "$ROOTFS" sleep 3006 3>&- &
	eventually pgrep -fx 'sleep 3006'
	guest=$(pgrep -fx 'sleep 3006')
	enter ls -di /
	assert_output "$(stat -c %i "$ROOTFS") /"
	enter --without root ls -di /
	assert_line --index 0 --partial "there is nothing to enter"
}

@test "10: words that make no sense are refused in a line, with what was meant" {
	guest
	enter --with nett true
	assert_equal "$status" 125
	assert_line --index 0 "10-enter: '--with nett': there is no such part: did you mean 'net'?"
	enter --without xyzzy true
	assert_line --index 0 --partial "there are user, mnt, pid, net, uts, ipc, cgroup, time, root, group, caps and filter"
	enter --with net, true
	assert_equal "$status" 125
	run -125 "$step" --with net true
	assert_line --index 0 --partial "--enter PID"
	run -125 "$step" --enter 0 true
	run -125 "$step" --enter -1 true
	run -125 "$step" --enter ../x true
	assert_line --index 0 --partial "is no name of a pin"
	run -125 "$step" --enter 4194305 true
	run -125 "$step" --enter 4194304 true
	assert_line --index 0 "10-enter: there is no process 4194304"
}

@test "10: options that make a guest are refused beside --enter" {
	guest
	local option
	for option in '--rootfs /' '--memory 64m' '--net none' '--hostname x' '--storage none' '--uidmap 0:0:1' '--cap-add sys_admin' '--init' '--read-only' '--device /dev/null'; do
		# shellcheck disable=SC2086 # words
		enter $option true
		assert_equal "$status" 125
		assert_line --index 0 --partial "beside '--enter': that is for a guest that is to be made"
	done
}

@test "10: a process of the host is nothing to enter, and a launcher's number tells its guest's" {
	guest
	run -125 "$step" --enter $$ true
	assert_line --index 0 "10-enter: process $$ has our namespaces and our root: there is nothing to enter"
	run -125 "$step" --enter "$launcher" true
	assert_line --index 1 "  if it is a launcher, its guest is process $guest"
}

@test "10: a thread, and a process that has ended, are told as such" {
	guest
	requires program python3
	python3 -c 'import threading, time; t = threading.Thread(target=time.sleep, args=(60,)); t.start(); print(t.native_id, flush=True)' >tid 3>&- &
	eventually test -s tid
	run -125 "$step" --enter "$(cat tid)" true
	assert_line --index 0 "10-enter: $(cat tid) is a thread of a process"
	# A zombie: its parent does not wait for it.
	python3 -c 'import os, time; p = os.fork() or os._exit(0); print(p, flush=True); time.sleep(60)' >zombie 3>&- &
	eventually test -s zombie
	eventually gone "$(cat zombie)"
	run -125 "$step" --enter "$(cat zombie)" true
	assert_line --index 0 --partial "process $(cat zombie) has ended"
}

# ------------------------------------------------------------ whom it is about

@test "10: what has the number of a guest that has ended meanwhile is not entered" {
	requires program strace unshare
	# (In a pid namespace of its own, where numbers can be chosen.)
	cat >host <<-'EOF'
		step=$1
		"$step" --net none --storage none --userns host sleep 3007 & launcher=$!
		until pid=$(pgrep -fx 'sleep 3007'); do sleep 0.02; done
		sleep 0.2
		# Slow between what it reads by number, and its joining.
		strace -f -o trace -e trace=setns,pidfd_send_signal -e inject=pidfd_send_signal:delay_exit=6000000:when=1 \
			"$step" --enter "$pid" "${@:2}" echo entered >out 2>&1 & visit=$!
		until ls -l /proc/$(pgrep -P $visit)/fd 2>/dev/null | grep -q pidfd; do sleep 0.02; done
		sleep 1
		kill -9 $launcher; wait $launcher 2>/dev/null
		while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
		echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid
		unshare --net --uts sleep 3008 & other=$!
		[ $other = "$pid" ] || echo "it has another number: $other"
		wait $visit
		echo $?
		cat out
		kill $other
	EOF
	local options
	for options in '' '--with net'; do
		# shellcheck disable=SC2086 # words
		run -0 timeout 60 unshare --pid --fork --mount-proc --kill-child bash host "$step" $options 2>/dev/null 3>&-
		assert_line --index 0 125
		assert_line --index 1 --regexp "^10-enter: process [0-9]+ has ended$"
		refute_output --partial entered
	done
}

@test "10: before Linux 5.8 the namespaces are joined one by one" {
	requires program strace
	guest
	run -0 strace -f -qq -o trace -e trace=setns -e inject=setns:error=EINVAL:when=1 "$step" --enter "$guest" sh -c 'for kind in net user pid; do readlink /proc/self/ns/$kind; done'
	assert_output "$(space "$guest" net)
$(space "$guest" user)
$(space "$guest" pid)"
	assert [ "$(grep -c 'setns(' trace)" -gt 6 ]
}

# --------------------------------------------------------------------- rights

rights='grep -E "^(Cap|NoNewPrivs|Seccomp:|Seccomp_filters|Uid|Gid|Groups)" /proc/self/status'

@test "10: who enters has the guest's rights, and who comes by nsenter has more" {
	requires program nsenter
	local options
	for options in '' '--cap-drop all' '--cap-add sys_admin' '--security-opt no-new-privileges' '--cap-drop all --cap-add chown --security-opt no-new-privileges'; do
		# shellcheck disable=SC2086 # words
		guest --userns host $options
		enter sh -c "$rights"
		assert_success
		assert_equal "$output" "$(grep -E '^(Cap|NoNewPrivs|Seccomp:|Seccomp_filters|Uid|Gid|Groups)' "/proc/$guest/status")"
		run -0 nsenter -t "$guest" -m -u -i -n -p grep -E '^(CapPrm|Seccomp):' /proc/self/status
		assert_output "$(grep CapPrm /proc/self/status)"$'\n'"$(grep Seccomp: /proc/self/status)"
		kill -9 "$launcher"
	done
}

@test "10: what the guest's filter closes is closed to who enters, and not to nsenter" {
	requires program nsenter
	echo '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}' >p.json
	guest --userns host --security-opt seccomp=p.json --tmpfs /tmp
	run -0 nsenter -t "$guest" -m -p -n mkdir /tmp/nsenter
	enter mkdir /tmp/ours
	assert_failure
	assert_output --partial "Operation not permitted"
	enter --without filter mkdir /tmp/without
	assert_success
	enter ls /tmp
	assert_output "nsenter
without"
}

@test "10: several filters are copied, and those of a guest without rights" {
	guest --security-opt no-new-privileges -- sh -c 'exec sleep 3009'
	enter grep -E 'Seccomp_filters|NoNewPrivs' /proc/self/status
	assert_success
	assert_output "$(grep -E 'NoNewPrivs|Seccomp_filters' "/proc/$guest/status")"
	assert [ "$(sed -n 's/Seccomp_filters:\t//p' "/proc/$guest/status")" -ge 1 ]
}

@test "10: a guest that goes on was stopped for a moment only" {
	guest -- sh -c 'while :; do echo; sleep 0.02; done'
	local before
	enter true
	assert_success
	before=$(wc -c <guest.out)
	# shellcheck disable=SC2317 # eventually calls it
	more() { [ "$(wc -c <guest.out)" -gt "$before" ]; }
	eventually more
	assert_equal "$(sed -n 's/^TracerPid:\t//p' "/proc/$guest/status")" 0
}

@test "10: a filter that somebody else reads at this moment is refused, not left out" {
	requires program strace
	guest
	strace -qq -o /dev/null -p "$guest" 3>&- &
	# shellcheck disable=SC2317 # eventually calls it
	traced() { [ "$(sed -n 's/^TracerPid:\t//p' "/proc/$guest/status")" != 0 ]; }
	eventually traced
	enter echo entered
	assert_equal "$status" 125
	assert_line --index 0 --partial "cannot read the filter of process $guest"
	assert_line --index 1 --partial "--without filter"
	refute_line entered
	enter --without filter echo entered
	assert_output entered
}

@test "10: --user is one of the guest's, with rights as there" {
	guest
	enter --user guest:tty sh -c 'id -u; id -g; grep -E "CapPrm|CapEff" /proc/self/status | cut -f 2'
	assert_output $'1000\n5\n0000000000000000\n0000000000000000'
	enter --user nosuch true
	assert_equal "$status" 125
	assert_line --index 0 "10-enter: there is no user 'nosuch' in the guest's /etc/passwd"
	enter --cap-drop chown grep CapPrm /proc/self/status
	assert_output "CapPrm:	00000000a80425fa"
}

@test "10: the caller's groups do not come along" {
	requires program setpriv
	guest --userns host
	run -0 setpriv --groups 4242 "$step" --enter "$guest" id -G
	assert_output 0
}

# --------------------------------------------------------------- who lies in wait

# visited COMMAND... - what lies in wait in the guest gets of who comes so, slowly
visited() {
	: >guest.out
	(
		cd / && SECRET=treasure timeout 60 strace -f -qq -o /dev/null \
			-e inject=execve,execveat,setns,chroot,setresuid,capset,close_range:delay_enter=150000 \
			"$@" echo visited 3>&-
	) >visit.out 2>&1 || fail "$(cat visit.out)"
	# shellcheck disable=SC2317 # eventually calls it
	seen() { grep -q seen guest.out; }
	eventually seen
	# (It tries the program again until nobody runs that.)
	sleep 0.5
	run cat guest.out
}

@test "10: what lies in wait gets all of nsenter, and nothing of us, even if it may trace" {
	requires program nsenter strace
	guest --userns host --cap-add sys_ptrace -- /attacks/lie-in-wait
	cp "$(command -v nsenter)" nsenter
	visited "$PWD/nsenter" -t "$guest" -m -u -i -n -p
	assert_output --partial "environ SECRET=treasure"
	assert_output --partial "rights "
	assert_output --partial "program can be written"
	visited "$step" --enter "$guest"
	refute_output --regexp 'environ|rights|program|root|cwd|descriptor'
}

@test "10: without that right it sees no more than that somebody came" {
	requires program strace
	guest -- /attacks/lie-in-wait
	visited "$step" --enter "$guest"
	refute_output --regexp 'environ|rights|program|root|cwd|descriptor|memory'
	guest --userns host -- /attacks/lie-in-wait
	visited "$step" --enter "$guest"
	refute_output --regexp 'environ|rights|program|root|cwd|descriptor|memory'
}

@test "10: a program of the guest's that is ourselves again cannot be written" {
	requires program strace
	own_rootfs
	# As root of the host, it may write any file that it has hold of.
	printf '#!/proc/self/exe\n' >"$ROOTFS/bin/again"
	chmod +x "$ROOTFS/bin/again"
	local libraries=() directory
	for directory in /lib /lib64 /usr/lib; do
		[ ! -d "$directory" ] || libraries+=(--volume "$directory:$directory:ro")
	done
	guest --rootfs "$ROOTFS" --userns host "${libraries[@]}" -- /attacks/lie-in-wait
	cp "$step" launcher
	timeout 60 strace -f -qq -o trace -e trace=execve,exit_group -e inject=exit_group:delay_enter=500000 \
		./launcher --enter "$guest" again >/dev/null 2>&1 3>&- || :
	# It was.
	run -0 grep 'execve("/usr/local/sbin/again"\|execve("/bin/again"' trace
	assert_output --partial ' = 0'
	# shellcheck disable=SC2317 # eventually calls it
	seen() { grep -q seen guest.out; }
	eventually seen
	sleep 1
	run -1 grep written guest.out
	run -0 cmp "$step" launcher
}

# -------------------------------------------------------------- what it brings

@test "10: a directory of the host is passed into a guest that runs, and stays" {
	own_rootfs
	mkdir share
	echo canary >share/file
	guest --rootfs "$ROOTFS"
	enter ls /mnt
	assert_output ''
	enter --volume "$PWD/share:/mnt/share" cat /mnt/share/file
	assert_output canary
	# It is the guest's now, and nobody else's.
	run -0 nsenter -t "$guest" -m cat /mnt/share/file
	assert_output canary
	run -1 grep /mnt/share /proc/self/mountinfo
	enter --volume "$PWD/share:/mnt/ro:ro" sh -c 'cat /mnt/ro/file; echo x >/mnt/ro/new'
	assert_line canary
	assert_output --partial "Read-only file system"
	enter --volume "$PWD/share/file:/tmp/one" cat /tmp/one
	assert_output canary
	enter --tmpfs /mnt/memory sh -c 'grep -c " /mnt/memory tmpfs " /proc/mounts'
	assert_output 1
}

@test "10: a link in the guest leads what is passed nowhere but into the guest" {
	own_rootfs
	mkdir share outside
	echo canary >share/file
	guest --rootfs "$ROOTFS" -- sh -c "mkdir -p $PWD/outside; ln -s ../../../../../..$PWD/outside /mnt/link; ln -s /proc/1/root /mnt/magic; exec sleep 3011"
	eventually enter test -L /mnt/magic
	enter --volume "$PWD/share:/mnt/link" true
	assert_success
	enter cat "$PWD/outside/file"
	assert_output canary
	assert_equal "$(ls outside)" ''
	enter --volume "$PWD/share:/mnt/magic/x" true
	assert_equal "$status" 125
}

# ---------------------------------------------------------------------- groups

@test "10: a group that is frozen, or full, is said to be, and nobody waits" {
	guest --pids-limit 4
	"$step" --enter "$guest" sleep 3012 3>&- &
	eventually pgrep -fx 'sleep 3012'
	"$step" --enter "$guest" sleep 3013 3>&- &
	eventually pgrep -fx 'sleep 3013'
	enter echo entered
	assert_equal "$status" 125
	assert_line --index 0 --regexp "^10-enter: the group '.*' has 3 processes, may have 4, and this takes two more$"
	enter --without group echo entered
	assert_output entered
	pkill -fx 'sleep 301[23]'
	local freezer=/sys/fs/cgroup/freezer
	[ -d $freezer ] || freezer=/sys/fs/cgroup
	freezer+=$(sed -nE 's/^([0-9]+:freezer|0:):(.*)/\2/p' "/proc/$guest/cgroup" | head -n 1)
	[ ! -e "$freezer/freezer.state" ] || echo FROZEN >"$freezer/freezer.state"
	[ ! -e "$freezer/cgroup.freeze" ] || echo 1 >"$freezer/cgroup.freeze"
	run -125 timeout 20 "$step" --enter "$guest" echo entered
	assert_line --index 0 --regexp "^10-enter: the group '.*' is frozen$"
	assert_line --index 1 --partial "let it go on"
	[ ! -e "$freezer/freezer.state" ] || echo THAWED >"$freezer/freezer.state"
	[ ! -e "$freezer/cgroup.freeze" ] || echo 0 >"$freezer/cgroup.freeze"
	enter echo entered
	assert_output entered
}

@test "10: who enters is held to the guest's limits, and not without its group" {
	guest --memory 32m
	local hog='x=$(head -c 20000000 /dev/zero | tr "\\0" a); y=$x$x; echo ${#y}'
	enter sh -c "$hog"
	assert_equal "$status" 137
	enter --without group sh -c "$hog"
	assert_output 40000000
}

# ---------------------------------------------------------------- the network

@test "10: a guest has the network of another one, and nothing else of it" {
	guest --hostname first -- sh -c 'nc -l -p 99 -e echo hello & exec sleep 3014'
	local first=$guest
	run -0 "$step" --net "container:$first" --storage none sh -c 'readlink /proc/self/ns/net; readlink /proc/self/ns/pid; hostname; ip -o link; cat /etc/hosts; nc 127.0.0.1 99'
	assert_line --index 0 "$(space "$first" net)"
	refute_line "$(space "$first" pid)"
	assert_line 10-enter
	assert_line --regexp '^127.0.1.1\s+10-enter$'
	refute_line --partial eth0
	assert_line hello
	run -0 "$step" --net none --storage none sh -c 'nc 127.0.0.1 99; true'
	refute_line hello
	# A file that is one will do, and it can be entered as any other.
	guest --net "ns:/proc/$first/ns/net"
	assert_equal "$(space "$guest" net)" "$(space "$first" net)"
	enter readlink /proc/self/ns/net
	assert_output "$(space "$first" net)"
}

@test "10: what is no network of another's is refused" {
	guest
	run -125 "$step" --net "container:$launcher" --storage none true
	assert_line --index 0 --partial "is our own network"
	run -125 "$step" --net "ns:/proc/$guest/ns/mnt" --storage none true
	assert_line --index 0 --partial "is no network namespace"
	run -125 "$step" --net ns:/etc/passwd --storage none true
	assert_line --index 0 "10-enter: '/etc/passwd' is no network namespace"
	run -125 "$step" --net container:x --storage none true
	run -125 "$step" --net container:4194304 --storage none true
	run -125 "$step" --net "container:$guest" -p 80:80 --storage none true
	assert_line --index 0 --partial "--publish leads to a guest on the bridge"
}

@test "10: the launcher is back in its own network when the guest is there" {
	guest
	local first=$guest
	guest --net "container:$first"
	assert_equal "$(space "$launcher" net)" "$(space self net)"
	local guard
	for guard in $(pgrep -P "$launcher"); do
		[ "$guard" = "$guest" ] || assert_equal "$(space "$guard" net)" "$(space self net)"
	done
}

@test "10: an interface is prepared aside, and moved into a guest that runs" {
	requires program ip
	guest
	run -0 "$step" --enter "$guest" --with net --pin "$pin"
	kill -9 "$launcher"
	wait "$launcher" || :
	# Nobody is in there: it is a workbench.
	local bench=("$step" --enter "$pin" --with net)
	run -0 "${bench[@]}" ip link add prep0 address 02:00:00:00:00:07 mtu 1400 type veth peer name prep1
	guest
	run -0 "${bench[@]}" ip link set prep0 netns "$guest"
	enter ip -o link show prep0
	assert_output --partial "mtu 1400"
	assert_output --partial 02:00:00:00:00:07
	run "${bench[@]}" ip link show prep0
	assert_failure
}

# ----------------------------------------------------------------------- pins

@test "10: pinned, the namespaces outlive the guest, are listed, joined and let go" {
	guest --hostname pinned
	local net uts
	net=$(space "$guest" net) uts=$(space "$guest" uts)
	run -0 "$step" --enter "$guest" --pin "$pin"
	assert_output ''
	run -0 "$step" --pins
	assert_line --regexp "^$pin +user +[0-9]+ +1$"
	kill -9 "$launcher"
	wait "$launcher" || :
	# shellcheck disable=SC2317 # eventually calls it
	nobody() { "$step" --pins | grep -qE "^ +net +${net//[^0-9]/} +0$"; }
	eventually nobody
	run -0 "$step" --enter "$pin" --with net,uts sh -c 'readlink /proc/self/ns/net /proc/self/ns/uts; uname -n'
	assert_output "$net"$'\n'"$uts"$'\npinned'
	run -0 "$step" --unpin "$pin"
	run -125 "$step" --enter "$pin" true
	assert_line --index 0 "10-enter: there is no pin '$pin'"
	run -0 "$step" --pins
	refute_output --partial "$pin"
	run -1 grep "/run/vessel/pins/$pin" /proc/self/mountinfo
}

@test "10: a pin whose PID 1 is dead says so, and the rest of it can be joined" {
	guest
	run -0 "$step" --enter "$guest" --pin "$pin"
	kill -9 "$launcher"
	wait "$launcher" || :
	run -125 "$step" --enter "$pin" true
	assert_line --index 0 "10-enter: cannot start a child in there: Cannot allocate memory"
	assert_line --index 1 --partial "PID 1 of that pid namespace has ended"
	run -0 "$step" --enter "$pin" --without pid hostname
	assert_output 10-enter
}

@test "10: a pin holds what was asked for, and who enters it has a new guest's rights" {
	guest
	run -0 "$step" --enter "$guest" --with net,uts --pin "$pin"
	assert_equal "$(ls "/run/vessel/pins/$pin")" $'net\nuts'
	run -125 "$step" --enter "$guest" --pin "$pin"
	assert_line --index 0 "10-enter: cannot make the pin '$pin': File exists"
	run -125 "$step" --enter "$pin" --with mnt true
	assert_line --index 0 "10-enter: the pin '$pin' has no mnt namespace"
	run -125 "$step" --enter "$pin" --with net,root true
	assert_line --index 0 --partial "neither a root directory nor a group"
	run -0 "$step" --enter "$guest" --pin "$pin.2"
	run -0 "$step" --enter "$pin.2" grep -E '^(CapPrm|Seccomp):' /proc/self/status
	assert_output $'CapPrm:\t00000000a80425fb\nSeccomp:\t2'
	run -125 "$step" --enter "$guest" --pin "$pin.half" true
	assert_line --index 0 --partial "'--pin' runs no command"
}

@test "10: names of pins are names, and nothing in a list obeys a terminal" {
	guest
	local name
	for name in '' . .. ../x a/b -a .a 123 "$(printf 'a\nb')" "$(printf 'a%.0s' {1..65})"; do
		run -125 "$step" --enter "$guest" "--pin=$name"
		run -125 "$step" "--unpin=$name"
	done
	run -0 "$step" --enter "$guest" --with net --pin "$pin"
	mkdir "/run/vessel/pins/$(printf 'x\033[31m')"
	run "$step" --pins
	rmdir "/run/vessel/pins/$(printf 'x\033[31m')"
	assert_success
	refute_output --partial $'\033'
	run -0 "$step" --unpin "$pin"
}

@test "10: half a pin, of who was killed meanwhile, can be let go, and entered it cannot be" {
	requires program strace
	guest
	# Killed as it mounts the third.
	strace -f -qq -o /dev/null -e inject=mount:signal=KILL:when=5 "$step" --enter "$guest" --pin "$pin.half" 3>&- || :
	[ -d "/run/vessel/pins/$pin.half" ]
	run -125 "$step" --enter "$pin.half" --with cgroup true
	assert_line --index 0 --partial "has no cgroup namespace"
	run -0 "$step" --unpin "$pin.half"
	[ ! -e "/run/vessel/pins/$pin.half" ]
	# An empty one as well.
	run -0 "$step" --enter "$guest" --with net --pin "$pin"
	mkdir "/run/vessel/pins/$pin.half"
	run -0 "$step" --pins
	assert_line --regexp "^$pin.half +half made"
	touch "/run/vessel/pins/$pin.half/net"
	run -125 "$step" --enter "$pin.half" --with net true
	assert_line --index 0 "10-enter: the pin '$pin.half' has no net namespace"
	run -0 "$step" --unpin "$pin.half"
}

@test "10: many make and remove pins at once, and none is lost, and nothing is left" {
	guest
	local i jobs=()
	for i in 1 2 3 4; do
		(for _ in 1 2 3 4 5; do
			"$step" --enter "$guest" --with net,uts --pin "$pin.$i" && "$step" --unpin "$pin.$i" || echo failed
		done) >"loop.$i" 2>&1 3>&- &
		jobs+=($!)
	done
	wait "${jobs[@]}"
	assert_equal "$(cat loop.*)" ''
	run -1 grep "/run/vessel/pins/$pin" /proc/self/mountinfo
}

@test "10: pins are private: what is mounted for one does not travel" {
	requires program unshare
	guest
	cat >host <<-'EOF'
		mount --make-rshared /; mount -t tmpfs none /run
		unshare --mount --propagation slave sleep 3015 & slave=$!
		until [ "$(readlink /proc/$slave/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ]; do sleep 0.02; done
		"$1" --enter "$2" --with net --pin travels
		grep -c pins/travels /proc/self/mountinfo; grep -c pins/travels /proc/$slave/mountinfo
		kill -9 $slave
	EOF
	run timeout 60 unshare --mount bash host "$step" "$guest" 2>/dev/null 3>&-
	assert_output $'1\n0'
}

@test "10: who makes a pin waits for who makes or removes another" {
	guest
	run -0 "$step" --enter "$guest" --with net --pin "$pin"
	local lock
	exec {lock}</run/vessel
	flock "$lock"
	"$step" --enter "$guest" --with net --pin "$pin.2" 3>&- {lock}>&- &
	sleep 1
	[ ! -e "/run/vessel/pins/$pin.2" ]
	exec {lock}>&-
	wait $!
	[ -e "/run/vessel/pins/$pin.2/net" ]
}

# --------------------------------------------------------------- without root

# nobody OPTION... - our launcher, run by a user
nobody() { user env HOME="$REACH" "$REACH/${step#"$ROOT"/}" "$@"; }
users_guest() {
	requires program setpriv
	within_reach "${step#"$ROOT"/}" "${ROOTFS#"$ROOT"/}"
	(exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$REACH" \
		"$REACH/${step#"$ROOT"/}" --net none --storage none sleep 3016 3>&- 2>/dev/null) &
	launcher=$!
	eventually eval 'guest=$(pgrep -fx "sleep 3016")'
}

@test "10: a user enters a guest of that user's, with its rights and a filter" {
	users_guest
	run nobody --enter "$guest" sh -c 'for kind in user mnt pid net uts ipc cgroup; do readlink /proc/self/ns/$kind; done; grep -E "^(CapPrm|Seccomp):" /proc/self/status; id -u'
	assert_success
	local kind
	for kind in user mnt pid net uts ipc cgroup; do assert_line "$(space "$guest" $kind)"; done
	assert_line $'CapPrm:\t00000000a80425fb'
	assert_line $'Seccomp:\t2'
	assert_line 0
	assert_line --partial "cannot read the filter of process $guest, so it is as for a new guest: that needs root"
	run nobody --enter "$guest" --without filter grep Seccomp: /proc/self/status
	assert_output $'Seccomp:\t0'
}

@test "10: what takes root says so to a user, and another's guest is not entered" {
	users_guest
	run -125 nobody --enter "$guest" --pin "$pin"
	assert_line --index 1 --partial "pins are mounts of the host"
	run -125 nobody --pins
	run -125 nobody --enter "$guest" --without filter --volume "$REACH:/mnt/x" true
	assert_line --index 0 "10-enter: cannot pass '$REACH' into what runs already"
	run -125 nobody --net "container:$guest" --storage none true
	assert_line --partial "cannot join the network"
	guest
	run -125 nobody --enter "$guest" true
	assert_line --index 0 "10-enter: cannot look at process $guest: Permission denied"
	run -0 "$step" --enter "$(pgrep -fx 'sleep 3016')" id -u
	assert_output 0
}
