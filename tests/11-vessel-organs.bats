#!/usr/bin/env bats
# 11-vessel-organs.bats - what a launch leaves to its monitor, and the commands that reach into it.

load helper

setup() {
	requires root
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	vessel=$BIN/vessel
}

teardown() {
	local id
	for id in $("$vessel" ps -aq --no-trunc 2>/dev/null); do
		"$vessel" rm -f "$id" >/dev/null 2>&1 || :
	done
	jobs_end
	groups_end
}

up() { # NAME [OPTION...] -- COMMAND...: one that runs
	local name=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	"$vessel" run -d --name "$name" "${options[@]}" "$ROOTFS" "${@:2}" >/dev/null
}

of() { # NAME MEMBER: what inspect says of it
	"$vessel" inspect "$1" | jq -r ".[0].$2"
}

groups_of() { # NAME: the directories of its groups
	of "$1" live.groups | cut -d : -f 4- | sed '/^$/d; s,/guest$,,'
}

group_of() { # NAME CONTROLLER: that one, in version 1
	of "$1" live.groups | awk -F : -v c="$2" 'index("," $2 ",", "," c ",") { sub(/\/guest$/, "", $4); print $4 }'
}

ended() { # NAME
	[ "$(of "$1" status)" = exited ]
}

inside() { # NAME COMMAND...: in its root, as its root
	nsenter -t "$(of "$1" live.pid)" -U -m -r -w -S 0 -G 0 "${@:2}"
}

gone_all() { # PATH...: none of them is there
	local path
	for path; do
		[ ! -e "$path" ] || return 1
	done
}

# host_alone - a network that this test is alone in: its bridge, its ports.
host_alone() {
	unshare --net sleep 1000 3>&- &
	network=/proc/$!/ns/net
	eventually eval "[ \"\$(readlink $network)\" != \"\$(readlink /proc/self/ns/net)\" ]"
	nsenter --net=$network ip link set lo up
	vessel_plain=$vessel
	vessel=on_net_vessel
}
on_net() { # COMMAND...
	nsenter --net="$network" "$@"
}
on_net_vessel() {
	on_net "$vessel_plain" "$@"
}

# rest_of_network - what there is but lo, no line if all is gone
rest_of_network() {
	on_net ip -o link | cut -d : -f 2 | grep -v ' lo'
	on_net nft list tables
	ls /run/vessel0."$(stat -Lc %i "$network")" 2>/dev/null
	true
}
nothing_in_network() {
	[ -z "$(rest_of_network)" ]
}

# ------------------------------------------------ the end of a launch, elsewhere

@test "vessel: who ends by itself leaves its groups, its cable, its ports and the bridge to nobody" {
	host_alone
	local groups
	up web -p 8080:80 -m 64m -- sh -c 'while [ ! -e /stop ]; do sleep 0.1; done; exit 7'
	mapfile -t groups < <(groups_of web)
	assert [ "${#groups[@]}" -ge 1 -a -d "${groups[0]}" ]
	run -0 rest_of_network
	assert_line ' vessel0'
	assert_line --partial "inet vessel0-2-"
	inside web touch /stop
	eventually ended web
	eventually nothing_in_network
	eventually gone_all "${groups[@]}"
	assert_equal "$(of web exit_code)" 7
	# What it has written is there for the next start, which has the same port.
	run -0 "$vessel" start web
	eventually ended web
}

@test "vessel: after kill -9 of the monitor, the next command leaves nothing of the launch either" {
	host_alone
	local groups guest
	up web -p 8080:80 -m 64m -- sleep 1000
	mapfile -t groups < <(groups_of web)
	guest=$(of web live.pid)
	kill -9 "$(of web live.monitor)"
	eventually gone "$guest"
	run -0 "$vessel" ps -a
	assert_output --partial "Exited (137)"
	eventually nothing_in_network
	gone_all "${groups[@]}"
	run -0 "$vessel" start web
	run -0 "$vessel" rm -f web
	eventually nothing_in_network
}

@test "vessel: groups of another guest that has the same name by now are left alone" {
	local group record monitor
	up lost -- sleep 1000
	group=$(groups_of lost | head -n 1)
	record=$(of lost live.groups)
	monitor=$(of lost live.monitor)
	kill -9 "$monitor"
	# Somebody has swept them away, and a launcher got that number again.
	while read -r group; do
		eventually eval "rmdir $group/guest || ! [ -e $group/guest ]"
		eventually rmdir "$group"
		mkdir "$group"
	done < <(cut -d : -f 4- <<<"$record" | sed '/^$/d; s,/guest$,,')
	run -0 "$vessel" ps -a
	assert_output --partial "Exited (137)"
	while read -r group; do
		assert [ -d "$group" ]
		rmdir "$group"
	done < <(cut -d : -f 4- <<<"$record" | sed '/^$/d; s,/guest$,,')
}

@test "vessel: a published port leads in as long as it runs, without the launcher, and is free after that" {
	requires program socat
	host_alone
	up web -p 8080:80 -- sh -c 'while :; do echo from inside | nc -l -p 80; done'
	eventually eval "on_net socat -T1 - TCP:127.0.0.1:8080 </dev/null | grep 'from inside'"
	# Nobody else has the number meanwhile, neither a server nor a guest.
	run ! on_net timeout 5 socat -u TCP-LISTEN:8080 - </dev/null
	assert_output --partial "Address already in use"
	run -125 "$vessel" run --name other -p 8080:80 "$ROOTFS" true
	assert_line --partial "cannot publish port 8080/tcp"
	run -0 "$vessel" stop -t 0 web
	run -0 "$vessel" run -d --name other -p 8080:80 "$ROOTFS" sleep 1000
}

@test "vessel: the bridge stays until the last guest ends" {
	host_alone
	up one -- sleep 1000
	up two -- sleep 1000
	run -0 "$vessel" stop -t 0 one
	run -0 rest_of_network
	assert_line ' vessel0'
	run -0 "$vessel" stop -t 0 two
	nothing_in_network
}

@test "vessel: a lent interface comes back with its address and routes, though the launcher has gone" {
	host_alone
	on_net ip link add card type veth peer name far
	on_net ip addr add 10.77.0.1/24 dev card
	on_net ip link set card up
	on_net ip link set far up
	on_net ip route add 10.78.0.0/24 via 10.77.0.9
	up guest --net interface:card -- sleep 1000
	run ! on_net ip link show card
	run -0 "$vessel" stop -t 0 guest
	run -0 on_net ip -4 addr show card
	assert_output --partial "inet 10.77.0.1/24"
	run -0 on_net ip route
	assert_output --partial "10.78.0.0/24 via 10.77.0.9 dev card"
}

@test "vessel: another vessel is put in its place, in the middle of a start too, and ends what has begun" {
	local place=$BATS_TEST_TMPDIR/place moment
	mkdir "$place"
	cp "$BIN/vessel-monitor" "$place"
	mkfifo "$BATS_TEST_TMPDIR/variables"
	for moment in before after; do
		cp "$BIN/vessel" "$place/vessel"
		cp "$BIN/vessel" "$place/new"
		"$place/vessel" run -d --name "$moment" --env-file "$BATS_TEST_TMPDIR/variables" --net none "$ROOTFS" \
			sh -c 'until [ -e /end ]; do sleep 0.1; done; exit 7' >/dev/null 3>&- &
		exec {fifo}>"$BATS_TEST_TMPDIR/variables" # which waits for who reads it
		[ "$moment" = after ] || mv "$place/new" "$place/vessel"
		exec {fifo}>&-
		wait $!
		[ "$moment" = before ] || mv "$place/new" "$place/vessel"
		"$vessel" exec "$moment" touch /end
		# (Its state is written by who takes the monitor's place, and by no command of ours.)
		eventually grep -rs '"exit_code": *7' "$VESSEL_DATA"/containers/*/state.json
		"$vessel" rm "$moment"
	done
}

@test "vessel: the monitor has locks and sockets of the launch, and nothing that leads into the guest" {
	up web -p 127.0.0.1:18473:80 -- sleep 1000
	run -0 ls -l "/proc/$(of web live.monitor)/fd"
	refute_output --partial "$ROOTFS"
	refute_line --regexp '/layers$'
	refute_output --partial 'net:['
	refute_output --partial 'user:['
	refute_line --regexp '/vessel-[0-9]+(/guest)?$'
	refute_output --partial "$BATS_RUN_TMPDIR/bats." # the caller's
	assert_output --partial "/layers/$(of web id)"
	assert_line --regexp '/vessel-[0-9]+/(notify_on_release|cgroup.max.depth)$'
}

@test "vessel: a start looks at no groups and layers of others; gc does, and removes what is nobody's" {
	requires program strace
	local few many name group
	locks() { # NAME: how often it locks something, until it runs
		strace -f -e trace=flock -o "$BATS_TEST_TMPDIR/trace" "$vessel" run -d --name "$1" --net none "$ROOTFS" sleep 1000 >/dev/null 3>&- &
		eventually eval "[ \"\$(of $1 status)\" = running ]"
		grep -c flock "$BATS_TEST_TMPDIR/trace"
		"$vessel" kill "$1" >/dev/null
		wait $!
	}
	few=$(locks first)
	for name in a b c d e f; do
		up "$name" --net none -- sleep 1000
	done
	many=$(locks second)
	[ "$few" -gt 5 ] && [ "$many" -le $((few + 3)) ] || fail "$few calls of flock(2) alone, $many beside six others"
	# A group of a launcher that was killed.
	groups_make
	# shellcheck disable=SC2154 # it is what that has made
	for group in "${places[@]}"; do
		mkdir "$group/vessel-99999999"
	done
	up third --net none -- sleep 1000
	run -0 "$vessel" gc
	for group in "${places[@]}"; do
		assert [ ! -e "$group/vessel-99999999" ]
	done
	assert_equal "$(of third status)" running
}

@test "vessel: who is killed for want of memory is told from who is killed" {
	up hungry -m 24m -- sh -c 'x=a; while :; do x=$x$x; done'
	eventually ended hungry
	assert_equal "$(of hungry exit_code)" 137
	assert_equal "$(of hungry state.oom)" true
	up other -m 24m -- sleep 1000
	run -0 "$vessel" kill other
	assert_equal "$(of other exit_code)" 137
	assert_equal "$(of other state.oom)" null
}

@test "vessel: what it has used is written to a file at its end, as without a monitor" {
	up hungry --stats json:"$BATS_TEST_TMPDIR/used" -- sh -c 'x=$(head -c 20000000 /dev/zero | tr "\0" x); sleep 2; echo'
	eventually ended hungry
	run -0 jq -e '.memory.peak > 20000000 and .fullest.anon > 15000000 and .cpu.usage_usec > 0' "$BATS_TEST_TMPDIR/used"
	assert_output true # (Of an empty file, some jq say nothing, and that it is well.)
	run -125 "$vessel" run --stats json "$ROOTFS" true
	assert_line --index 0 --partial "--stats needs a file here"
}

@test "vessel: who is frozen at its memory limit can be stopped" {
	up hungry -m 24m --on-oom freeze -- sh -c 'x=a; while :; do x=$x$x; done'
	local group
	group=$(group_of hungry freezer)
	if [ "$group" ]; then
		eventually grep -e FREEZING -e FROZEN "$group/freezer.state" # who waits for a page does not get there
	else
		group=$(groups_of hungry)
		eventually grep -x 1 "$group/cgroup.freeze"
	fi
	assert_equal "$(of hungry status)" running
	run -0 "$vessel" stop -t 0 hungry
	assert_equal "$(of hungry exit_code)" 137
	gone_all "$group"
}

# --------------------------------------------------------- stop, kill and restart

@test "vessel stop: who has a handler ends by it, who has none is killed when its time is up" {
	up polite -- sh -c 'trap "exit 3" TERM; while :; do sleep 0.05; done'
	run -0 "$vessel" stop polite
	assert_output polite
	assert_equal "$(of polite exit_code)" 3
	up deaf -- sleep 1000
	run -0 "$vessel" stop -t 1 deaf
	assert_equal "$(of deaf exit_code)" 137
	# It has stopped: that is what was asked for.
	run -0 "$vessel" stop deaf
	# Who sits at a terminal is told what takes so long.
	run -0 "$vessel" start deaf
	run -0 pty '' "'$BIN/vessel' stop -t 3 deaf"
	assert_output $'vessel: container deaf goes on: in 2 s it is killed\r\ndeaf\r'
}

@test "vessel stop: the signal and the time are those of the creation" {
	up usr --stop-signal USR1 -- sh -c 'trap "exit 4" USR1; while :; do sleep 0.05; done'
	run -0 "$vessel" stop usr
	assert_equal "$(of usr exit_code)" 4
	up short --stop-timeout 0 -- sleep 1000
	run -0 timeout 8 "$vessel" stop short
	assert_equal "$(of short exit_code)" 137
}

@test "vessel stop: all that is in there ends, whatever that is" {
	up many -- sh -c 'for i in 1 2 3 4 5; do (trap "" TERM; sleep 2525) & done; wait'
	local pids
	eventually eval '[ "$("$vessel" top many | grep -c "sleep 2525")" -ge 5 ]'
	mapfile -t pids < <("$vessel" top --json many | jq '.[].pid')
	run -0 "$vessel" stop -t 0 many
	local pid
	for pid in "${pids[@]}"; do
		gone "$pid"
	done
}

@test "vessel stop: many are waited for together, and one that is not there keeps nobody" {
	local i names=()
	for i in 1 2 3 4 5 6; do
		up "deaf$i" --net none -- sleep 1000
		names+=("deaf$i")
	done
	local start=$SECONDS
	run -125 "$vessel" stop -t 5 nosuch "${names[@]}"
	# (One after the other would take half a minute.)
	assert [ $((SECONDS - start)) -lt 25 ]
	assert_line "vessel: no such container: nosuch"
	for i in "${names[@]}"; do
		assert_line "$i"
		assert_equal "$(of "$i" exit_code)" 137
	done
}

@test "vessel kill: any signal, by name or number, as the first process takes it" {
	local signal
	up one -- sh -c 'trap "echo USR1 >>/got" USR1; trap "echo HUP >>/got" HUP; echo ready >/got; while :; do sleep 0.05; done'
	got() {
		inside one grep -qx "$1" /got
	}
	eventually got ready
	for signal in USR1 SIGHUP; do
		run -0 "$vessel" kill -s "$signal" one
		assert_output one
		eventually got "${signal#SIG}"
	done
	inside one cp /dev/null /got
	run -0 "$vessel" kill --signal 10 one
	eventually got USR1
	# What it does not handle is dropped by the kernel, as docker has it.
	up deaf -- sleep 1000
	run -0 "$vessel" kill -s TERM deaf
	run -0 "$vessel" kill -s INT deaf
	assert_equal "$(of deaf status)" running
	for signal in 0 99 -9 USR3 SIGSIGHUP '' 9x; do
		run -125 "$vessel" kill -s "$signal" one
		assert_line --index 0 --partial "is no signal"
	done
	run -0 "$vessel" kill one
	assert_equal "$(of one exit_code)" 137
	run -125 "$vessel" kill one
	assert_line --index 0 "vessel: container one is not running"
}

@test "vessel kill: a process that has the guest's number by now is no guest" {
	sleep 1000 3>&- &
	local victim=$! live
	up one -- sleep 1000
	live=$VESSEL_RUN/containers/$(of one id)/live.json
	cp "$live" "$BATS_TEST_TMPDIR/live"
	jq -c ".pid = $victim" "$BATS_TEST_TMPDIR/live" >"$live"
	run -125 "$vessel" kill -s TERM one
	assert_line --index 0 --partial "cannot send a signal to container one"
	run ! gone "$victim"
	cp "$BATS_TEST_TMPDIR/live" "$live"
	run -0 "$vessel" kill one
}

@test "vessel restart: another process with the same files, also of one that is to be removed at its end" {
	local before
	up one --rm -- sh -c 'echo x >>/starts; exec sleep 1000'
	before=$(of one live.pid)
	run -0 "$vessel" restart -t 0 one
	assert_output one
	assert_equal "$(of one status)" running
	assert [ "$(of one live.pid)" != "$before" ]
	eventually eval 'inside one cat /starts | wc -l | grep -x 2'
	run -0 "$vessel" stop -t 0 one
	run -125 "$vessel" inspect one
	# One that has ended is started.
	up two -- true
	eventually ended two
	run -0 "$vessel" restart two
}

# ----------------------------------------------------------------- pause, unpause

@test "vessel pause: nothing in there goes on until unpause" {
	up one -- sh -c 'while :; do echo >>/count; sleep 0.01; done'
	local before
	count() { inside one stat -c %s /count; }
	eventually count
	run -0 "$vessel" pause one
	assert_output one
	assert_equal "$(of one status)" paused
	run -0 "$vessel" ps
	assert_output --partial "(Paused)"
	before=$(count)
	sleep 0.3
	assert_equal "$(count)" "$before"
	run -125 "$vessel" pause one
	assert_line --index 0 "vessel: container one is paused"
	run -0 "$vessel" unpause one
	eventually eval '[ "$(count)" != "$before" ]'
	assert_equal "$(of one status)" running
	run -125 "$vessel" unpause one
	assert_line --index 0 "vessel: container one is not paused"
}

@test "vessel pause: who stands still can be stopped, and by its own signal" {
	up one -- sh -c 'trap "exit 5" TERM; echo ready >>/ready; while :; do sleep 0.05; done'
	eventually inside one grep ready /ready
	run -0 "$vessel" pause one
	run -0 "$vessel" stop one
	assert_equal "$(of one exit_code)" 5
	run -0 "$vessel" start one
	eventually eval 'inside one grep -c ready /ready | grep -x 2'
	run -0 "$vessel" pause one
	run -0 "$vessel" kill -s TERM one
	eventually ended one
	assert_equal "$(of one exit_code)" 5
}

@test "vessel pause: who stands still can be killed, and no other signal makes it go on" {
	up one -- sleep 1000
	run -0 "$vessel" pause one
	run -0 "$vessel" kill -s HUP one
	assert_equal "$(of one status)" paused
	run -0 timeout 20 "$vessel" kill one
	assert_equal "$(of one exit_code)" 137
}

@test "vessel pause: kill -9 of the monitor ends who stands still, too" {
	up one -- sleep 1000
	local guest
	guest=$(of one live.pid)
	run -0 "$vessel" pause one
	kill -9 "$(of one live.monitor)"
	run -0 "$vessel" ps -a
	assert_output --partial "Exited (137)"
	eventually gone "$guest"
}

# ------------------------------------------------------------ top, stats and port

@test "vessel top: who is in there, with both numbers, and words that no terminal obeys" {
	up one -- sh -c "sh -c 'exec -a \"\$(printf \"\\033]0;hostile\\007\\033[2J\\nroot\")\" sleep 2626' & exec sleep 1000"
	up one2 -u 1000 -- sleep 1000
	up one3 -u 1000 --userns host -- sleep 1000
	eventually eval '[ "$("$vessel" top one | wc -l)" -ge 2 ]'
	run -0 "$vessel" top one
	assert_line --index 0 --regexp '^PID +INSIDE +USER +STATE +TIME +COMMAND$'
	assert_line --regexp "^$(of one live.pid) +1 +root +S +00:00:00 +sleep 1000$"
	refute_output --partial $'\033'
	run -0 "$vessel" top one2
	assert_line --index 1 --regexp "^$(of one2 live.pid) +1 +1000 +S "
	run -0 "$vessel" top one3
	assert_line --index 1 --regexp "^$(of one3 live.pid) +1 +1000 +S "
	run -0 "$vessel" top --json one2
	run -0 jq -r '.[0] | .pid_inside, .uid_inside, .command' <<<"$output"
	assert_output $'1\n1000\nsleep 1000'
	run -125 "$vessel" top nosuch
	assert_line --index 0 "vessel: no such container: nosuch"
}

@test "vessel top: a guest's own words cannot make it die, or print what is no letter" {
	cp "$ROOTFS/bin/busybox" "$BATS_TEST_TMPDIR/busybox"
	# Words that are control characters, bytes that are no UTF-8, and very many of them.
	up one -- sh -c 'exec sh -c "while :; do sleep 0.1; done" "$(printf "\033[31m\001\377\n")" "$(head -c 20000 /dev/zero | tr "\0" x)"'
	eventually eval '"$vessel" top one | grep -c "while"'
	run -0 "$vessel" top --no-trunc one
	refute_output --partial $'\033'
	refute_output --partial $'\001'
	assert_output --partial '?[31m??'
	run -0 bash -c '"$0" top --json one | iconv -f UTF-8 -t UTF-8 | jq -e length' "$vessel"
}

@test "vessel stats: what docker shows of each that runs, once or again and again" {
	up busy -m 64m --pids-limit 20 -- sh -c 'sleep 1000 & while :; do :; done'
	up idle -- sleep 1000
	run -0 "$vessel" stats --no-stream
	assert_line --index 0 --regexp '^CONTAINER ID +NAME +CPU % +MEM USAGE / LIMIT +MEM % +NET I/O +BLOCK I/O +PIDS$'
	assert_line --regexp "^$(of busy id | cut -c 1-12) +busy +[0-9.]+% .*/ 64MiB .* 2$"
	assert_line --regexp ' idle +0\.[0-9]+% '
	run -0 eval '"$vessel" stats --no-stream --json busy | jq -c "[.name, .cpu_percent > 1, .memory > 0, .memory < 67108864, .memory_limit, .processes]"'
	assert_output '["busy",true,true,true,67108864,2]'
	run -0 eval '"$vessel" stats --no-stream --json busy idle | jq -r .name'
	assert_output $'busy\nidle'
	# It goes on until those that were named have ended.
	"$vessel" stats --json idle >"$BATS_TEST_TMPDIR/stream" 3>&- &
	eventually eval '[ "$(wc -l <"$BATS_TEST_TMPDIR/stream")" -ge 2 ]'
	run -0 "$vessel" kill idle
	wait $!
	run -125 "$vessel" stats idle
	assert_line --index 0 "vessel: container idle is not running"
}

@test "vessel stats: on a terminal each table takes the place of the one before" {
	up idle -- sleep 1000
	run -130 pty '|||\003' "$vessel" stats idle
	assert_output --partial $'\033[H\033[J'
	assert_output --partial idle
}

@test "vessel diff: it ends, however soon the list is made" {
	requires program strace
	up box --userns host --net none -- sleep 1000
	# Who makes it may have ended before we wait for that: its signal is to be kept.
	run -0 strace -qq -e trace=rt_sigprocmask,clone,clone3,fork,vfork "$vessel" diff box
	run -0 sed '/^v\?\(clone\|fork\)/q' <<<"$output"
	assert_line --partial '(SIG_SETMASK, ~[], '
}

@test "vessel diff: no device is opened that a guest exchanges for a file" {
	requires program strace
	local _
	cd "$BATS_TEST_TMPDIR" || return
	up box --userns host -- sh -c 'cp -a /bin/busybox /bin/own; mv /bin/own /bin/busybox; mknod /bin/other c 1 5
		exec /attacks/exchange /bin/busybox /bin/other'
	eventually eval '"$vessel" diff box | grep -q "^A /bin/other"'
	# By its name it is looked at alone; what is opened then is what that has found.
	# (Every other time that is a device, and not even that is done.)
	local seen='"busybox", O_RDONLY.*O_PATH'
	for _ in {1..60}; do
		# (Whoever looks first and opens then has all the time to be wrong.)
		run strace -f -e trace=openat -e inject=openat:delay_enter=2000 -o trace "$vessel" diff box
		assert_output
		cat trace >>traces
		[ "$(grep -c "$seen" traces)" -lt 4 ] || break
	done
	run -0 grep -c "$seen" traces
	run ! grep -E '"busybox", O_RDONLY[^P]*$' traces
}

@test "vessel port: which ports of the host lead where" {
	host_alone
	up web -p 8080:80 -p 127.0.0.1:5353:53/udp -- sleep 1000
	run -0 "$vessel" port web
	assert_output $'80/tcp -> 0.0.0.0:8080\n80/tcp -> [::]:8080\n53/udp -> 127.0.0.1:5353'
	run -0 "$vessel" port web 53/udp
	assert_output 127.0.0.1:5353
	run -0 eval '"$vessel" port --json web | jq -c ".[2]"'
	assert_output '{"port":53,"protocol":"udp","host_address":"127.0.0.1","host_port":5353}'
	run -125 "$vessel" port web 53
	assert_line --index 0 "vessel: container web has no published port 53"
	run -125 "$vessel" port web 80/sctp
	assert_line --index 0 --partial "is no port"
}

@test "vessel run -p: a number that is free, or several in a row, as port and ps tell" {
	host_alone
	up web -p 80 -p 127.0.0.1::53/udp -p 8000-8002:90-92 -- sleep 1000
	run -0 "$vessel" port web 80
	assert_line --index 0 --regexp '^0\.0\.0\.0:[1-9][0-9]{4}$'
	local number=${lines[0]##*:}
	assert_line --index 1 "[::]:$number"
	run -0 "$vessel" port web 53/udp
	assert_output --regexp '^127\.0\.0\.1:[1-9][0-9]{4}$'
	run -0 "$vessel" ps
	assert_output --partial "0.0.0.0:$number->80/tcp"
	assert_output --partial "0.0.0.0:8002->92/tcp"
	"$vessel" exec -d web sh -c 'while :; do echo from inside | nc -l -p 80; done'
	eventually on_net sh -c "socat -T1 - TCP:127.0.0.1:$number </dev/null | grep -x 'from inside'"
	# Another one gets another one.
	up other -p 80 -- sleep 1000
	run -0 "$vessel" port other 80
	refute_line --partial ":$number"
	for words in 8000-8002:90-91 90-80:90-80 0 x 80-:80 1:2:3:4; do
		run -125 "$vessel" run --rm -p "$words" "$ROOTFS" true
		assert_line --index 0 --partial "'--publish $words'"
	done
}

# ------------------------------------------------------------------------- update

# limit_of NAME CONTROLLER FILE - as the kernel has it, in its group and in the one in there
limit_of() {
	local group
	group=$(group_of "$1" "$2")
	cat "$group/$3" "$group/guest/$3" 2>/dev/null || cat "$group/$3"
}
needs_v1() {
	[ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ] || skip "that looks at files of cgroups v1"
}

@test "vessel update: limits change while it runs, up and down, and stay for the next start" {
	needs_v1
	up one -m 64m --cpus 0.5 --pids-limit 50 -- sleep 1000
	run -0 "$vessel" update -m 128m --cpus 1 --pids-limit 100 one
	assert_output one
	assert_equal "$(limit_of one memory memory.limit_in_bytes)" $'134217728\n134217728'
	assert_equal "$(limit_of one cpu cpu.cfs_quota_us)" $'100000\n100000'
	assert_equal "$(limit_of one pids pids.max)" $'100\n100'
	run -0 "$vessel" update -m 32m --cpus 0.25 --pids-limit 10 one
	assert_equal "$(limit_of one memory memory.limit_in_bytes)" $'33554432\n33554432'
	assert_equal "$(limit_of one cpu cpu.cfs_quota_us)" $'25000\n25000'
	assert_equal "$(limit_of one pids pids.max)" $'10\n10'
	run -0 "$vessel" restart -t 0 one
	assert_equal "$(limit_of one memory memory.limit_in_bytes)" $'33554432\n33554432'
	assert_equal "$(limit_of one pids pids.max)" $'10\n10'
}

@test "vessel update: processors are taken away and given back" {
	needs_v1
	[ "$(nproc)" -ge 2 ] || skip "that needs two processors"
	up one -- sleep 1000
	run -0 "$vessel" update --cpuset-cpus 1 one
	assert_equal "$(limit_of one cpuset cpuset.cpus)" $'1\n1'
	run -0 "$vessel" update --cpuset-cpus 0 one
	assert_equal "$(limit_of one cpuset cpuset.cpus)" $'0\n0'
	run -0 "$vessel" update --cpuset-cpus 0-1 one
	assert_equal "$(limit_of one cpuset cpuset.cpus)" $'0-1\n0-1'
}

@test "vessel update: a limit that cannot be leaves all as it was, now and for later" {
	needs_v1
	up one -m 64m --cpus 0.5 --pids-limit 50 --cpuset-cpus 0 -- sh -c 'x=$(head -c 20000000 /dev/zero | tr "\0" x); touch /full; sleep 1000; echo'
	eventually inside one test -e /full
	run -125 "$vessel" update --pids-limit 10 --cpus 1 -m 1m one
	assert_line --index 0 --partial "cannot set --memory"
	assert_line --index 1 "  the group has more than that in use"
	run -125 "$vessel" update --pids-limit 10 -m 128m --cpuset-cpus 4000 one
	assert_line --index 0 --partial "there is no 4000 here"
	run -125 "$vessel" update --pids-limit 10 -m 128m --memory-swap 4m one
	assert_line --index 0 --partial "cannot be below --memory"
	assert_equal "$(limit_of one memory memory.limit_in_bytes)" $'67108864\n67108864'
	[ ! -e "$(group_of one memory)/memory.memsw.limit_in_bytes" ] ||
		assert_equal "$(limit_of one memory memory.memsw.limit_in_bytes)" $'134217728\n134217728'
	assert_equal "$(limit_of one pids pids.max)" $'50\n50'
	assert_equal "$(limit_of one cpu cpu.cfs_quota_us)" $'50000\n50000'
	assert_equal "$(limit_of one cpuset cpuset.cpus)" $'0\n0'
	run -0 of one 'config.options | join(" ")'
	refute_output --partial 128m
	refute_output --partial "--pids-limit 10"
}

@test "vessel update: one that does not run has its limits when it is started; no words are no update" {
	needs_v1
	run -0 "$vessel" create --name one -m 64m "$ROOTFS" sleep 1000
	run -0 "$vessel" update -m 32m one
	run -125 "$vessel" update --memory-swap 4m one
	assert_line --index 0 --partial "cannot be below --memory"
	run -0 "$vessel" start one
	assert_equal "$(limit_of one memory memory.limit_in_bytes)" $'33554432\n33554432'
	run -125 "$vessel" update one
	assert_line --index 0 --partial "nothing to update"
	run -125 "$vessel" update -m 32x one
	assert_line --index 0 --partial "is no size"
	run -125 "$vessel" update -v /a:/b one
	assert_output --partial "-v"
	run -125 "$vessel" update -m 32m nosuch
	assert_line --index 0 "vessel: no such container: nosuch"
}
