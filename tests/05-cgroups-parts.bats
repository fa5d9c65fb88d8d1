#!/usr/bin/env bats
# 05-cgroups-parts.bats - devices, statistics, the end of memory, classes of traffic.
# shellcheck disable=SC2154 # what run --separate-stderr sets

load helper

# (As in 05-cgroups.bats.)
place_make() {
	home=$(sed -n 's|^0::|/sys/fs/cgroup|p' /proc/self/cgroup)
	place=/sys/fs/cgroup/anatomy-$$
	mkdir -p "$place/shell"
	local controller
	# shellcheck disable=SC2013 # one line of words
	for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
		echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control &&
			echo "+$controller" >"$place/cgroup.subtree_control"
	done 2>/dev/null
	echo $$ >"$place/shell/cgroup.procs"
}

setup() {
	requires root
	before=$BIN/04-net-veth
	step=$BIN/05-cgroups
	cd "$BATS_TEST_TMPDIR" || return
	place=''
	[ ! -e /sys/fs/cgroup/cgroup.controllers ] || place_make
}

teardown() {
	jobs_end
	[ -z "${loop:-}" ] || losetup -d "$loop"
	[ -z "${cable:-}" ] || ip link del "$cable"
	hierarchies_end
	[ -n "${place:-}" ] || return 0
	echo $$ >"$home/cgroup.procs"
	find "$place" -depth -type d -exec rmdir {} +
}

# ways - how the devices of a guest can be limited here: in version 1 the files,
# in version 2 the program. (A hierarchy that is not mounted is not used.)
ways() {
	[ ! -e /sys/fs/cgroup/devices/devices.list ] || echo files
	find /sys/fs/cgroup -maxdepth 2 -name cgroup.controllers | grep -q . && echo program
}
by() { # WAY COMMAND...
	if [ "$1" = program ] && [ -e /sys/fs/cgroup/devices ]; then
		unshare --mount sh -c 'umount /sys/fs/cgroup/devices && exec "$@"' sh "${@:2}"
	else
		"${@:2}"
	fi
}

# disk_make - a disk with a canary on it: $loop, $major and $minor
disk_make() {
	requires program losetup
	printf 'a secret of the host' >disk
	truncate -s 4M disk
	loop=$(losetup --find --show disk) || skip "this machine has no loop devices"
	major=$((16#$(stat -c %t "$loop"))) minor=$((16#$(stat -c %T "$loop")))
}

# ------------------------------------------------------------------- devices

@test "05: who makes a node for a disk reads it before, and not here" {
	disk_make
	local attack="mknod /dev/disk b $major $minor && head -c 20 /dev/disk" way
	run -0 "$before" --net none sh -c "$attack"
	assert_output "a secret of the host"
	for way in $(ways); do
		run -1 by "$way" "$step" --net none sh -c "$attack"
		assert_output --partial "/dev/disk: Operation not permitted"
	done
}

@test "05: the devices that every guest has work, and any node may be made" {
	local way
	for way in $(ways); do
		run -0 by "$way" "$step" --net none sh -c '
			echo lost >/dev/null; head -c 3 /dev/zero | wc -c; head -c 5 /dev/random | wc -c
			head -c 7 /dev/urandom | wc -c; echo x 2>&1 >/dev/full; exec 3<>/dev/ptmx && ls /dev/pts
			mknod /dev/mem c 1 1 && mknod /dev/console c 5 1 && echo made'
		assert_output "$(printf '%s\n' 3 5 7 'sh: write error: No space left on device' 0 ptmx made)"
	done
}

@test "05: who makes a node for the host's console opens it before, and not here unless it is given" {
	[ -c /dev/console ] && (: <>/dev/console) 2>/dev/null || skip "this host has no console"
	local attack='mknod /dev/made c 5 1; : <>/dev/made && echo opened' way
	run -0 "$before" --net none sh -c "$attack"
	assert_output opened
	for way in $(ways); do
		run -1 by "$way" "$step" --net none sh -c "$attack"
		assert_output --partial "/dev/made: Operation not permitted"
	done
	run -0 "$step" --net none --device /dev/console sh -c "$attack"
	assert_output opened
}

# without_groups COMMAND... - where no list of devices can be made
without_groups() { unshare --mount sh -c 'umount -R /sys/fs/cgroup || exit; exec "$@"' sh "$@"; }

@test "05: where nothing lists its devices, a node is none, and those in /dev work" {
	disk_make
	own_rootfs
	mkdir volume
	mknod -m 666 "$ROOTFS/disk" b "$major" "$minor"
	mknod -m 666 volume/disk b "$major" "$minor"
	local looks=(--net none --rootfs "$ROOTFS" -v "$PWD/volume:/mnt" sh -c "mknod /dev/disk b $major $minor
		for node in /disk /mnt/disk /dev/disk; do head -c 20 \$node; echo; done 2>&1")
	run -0 "$before" "${looks[@]}"
	assert_output "$(printf 'a secret of the host\n%.0s' 1 2 3)"
	run -0 without_groups "$step" "${looks[@]}"
	assert_equal "$(grep -c 'Permission denied' <<<"$output")" 3
	run -0 without_groups "$step" --net none --device "$loop:/dev/given" sh -c 'echo lost >/dev/null; head -c 3 /dev/zero | wc -c
		exec 3<>/dev/ptmx && ls /dev/pts; head -c 20 /dev/given'
	assert_output "$(printf '%s\n' 3 0 ptmx 'a secret of the host')"
	run -1 without_groups "$step" --net none --device /dev/full:/dev/null sh -c 'echo x >/dev/null'
	assert_output --partial "No space left"
}

@test "05: --device gives a disk with the rights that it says, as the host has it, under a name" {
	disk_make
	local way right
	for way in $(ways); do
		run -1 by "$way" "$step" --net none --device "$loop:/dev/my/disk:r" sh -c '
			head -c 20 /dev/my/disk; echo; stat -c "%a %u:%g %t:%T" /dev/my/disk; echo x >/dev/my/disk'
		assert_line --index 0 "a secret of the host"
		assert_line --index 1 "$(stat -c '%a %u:%g %t:%T' "$loop")"
		assert_line --index 2 --partial "Operation not permitted"
	done
	for right in "$loop" "$loop:rw" "$loop:$loop:rwm"; do
		run -0 "$step" --net none --device "$right" dd if=/dev/zero of="$loop" bs=1 seek=20 count=1 conv=notrunc
	done
	ln -s "$loop" link
	run -0 "$step" --net none --device "$PWD/link:/dev/linked" head -c 20 /dev/linked
	assert_output "a secret of the host"
	# A device in the place of one that every guest has is the one that was asked for.
	run -1 "$step" --net none --device /dev/full:/dev/null sh -c 'echo x >/dev/null'
	assert_output --partial "No space left"
}

@test "05: to read, to write and to make a node are three rights, given one by one" {
	disk_make
	local way right
	local try="head -c 1 /dev/mine >/dev/null && echo read
		dd if=/dev/zero of=/dev/mine bs=1 seek=100 count=1 conv=notrunc && echo written
		mknod /dev/made b $major $minor && echo made"
	for way in $(ways); do
		for right in r w m rw; do
			run by "$way" "$step" --net none --device "$loop:/dev/mine:$right" sh -c "($try) 2>/dev/null"
			case $right in # (Every guest may make any node, as docker has it.)
			r) assert_output "$(printf '%s\n' read made)" ;;
			w) assert_output "$(printf '%s\n' written made)" ;;
			m) assert_output made ;;
			rw) assert_output "$(printf '%s\n' read written made)" ;;
			esac
		done
	done
}

@test "05: --device gives tun, fuse, kvm and dri as well, which cannot be opened without" {
	local way device devices='' node
	for device in /dev/net/tun /dev/fuse /dev/kvm /dev/dri/card0; do
		[ ! -c $device ] || ! (: <>$device) 2>/dev/null || devices+=" $device"
	done
	[ -n "$devices" ] || skip "this kernel has none of them"
	for device in $devices; do
		node=$(stat -c '0x%t 0x%T' "$device")
		# shellcheck disable=SC2086 # two words
		node=$(printf 'c %d %d' $node)
		for way in $(ways); do
			run -0 by "$way" "$step" --net none --device "$device" sh -c ": <>$device && echo opened"
			assert_output opened
			run -1 by "$way" "$step" --net none sh -c "mkdir -p ${device%/*} && mknod $device $node && echo made; : <>$device && echo opened"
			assert_line --index 0 made
			assert_line --index 1 --partial "$device: Operation not permitted"
			refute_line opened
		done
	done
}

@test "05: a device that is none, or has no place below /dev, is refused" {
	local words
	mkdir folder
	touch file
	while read -r words; do
		run -125 "$step" --net none --device "${words%% *}" true
		assert_line --index 0 --partial "${words#* }"
		assert_equal "${#lines[@]}" 2
	done <<-END
		/dev/nosuch cannot find the device '/dev/nosuch': No such file
		$PWD/folder is a directory: name the devices in it one by one
		$PWD/file '$PWD/file' is no device
		/dev/null:/mnt/null has to stand below /dev
		/dev/null:/dev/../null has to stand below /dev
		/dev/null:/dev/ has to stand below /dev
		/dev/null:/dev/x:rx 'rx' is not made of r, w and m
		/dev/null:/dev/x:rr 'rr' is not made of r, w and m
		/dev/null:/dev/x: '' is not made of r, w and m
	END
}

@test "05: a kernel that does not take the program for devices is told of, and nothing starts" {
	requires program strace
	ways | grep -q program || skip "this machine has no groups of version 2"
	run -125 by program strace -f -qq -o /dev/null -e inject=bpf:error=EINVAL "$step" --net none echo started
	assert_line --index 0 "05-cgroups: cannot load the list of devices into the kernel: Invalid argument"
	assert_line --index 1 --partial CONFIG_CGROUP_BPF
	refute_line started
}

# ---------------------------------------------------------------- statistics

# value NAME - a number of the JSON in the file 'stats'
value() { sed -n "s/^ *\"$1\": \([0-9]*\),*$/\1/p" stats | head -n 1; }

@test "05: --stats tells memory, processors and processes as they were, as JSON" {
	for _ in 1 2 3; do # (the kernel adds up memory.stat in its own time)
		run -0 "$step" --net none -m 64m --pids-limit 30 --cpus 0.2 --stats json:stats sh -c '
			awk "BEGIN { s = \"x\"; while (length(s) < 8000000) s = s s; for (i = 0; i < 100000; i++) n += i }"'
		refute_output
		[ "$(value page_faults)" -le 2000 ] || break
	done
	assert [ "$(value limit)" = $((64 << 20)) ]
	assert [ "$(value usage_usec)" -gt 20000 ]
	assert [ "$(value user_usec)" -gt 5000 ]
	assert [ "$(value throttled_periods)" -gt 0 ]
	assert [ "$(value page_faults)" -gt 2000 ]
	assert [ "$(value oom_kills)" = 0 ]
	if grep -q '"peak"' stats; then # before Linux 5.19, version 2 had none
		assert [ "$(value peak)" -ge $((8 << 20)) ]
		assert [ "$(value peak)" -le $((64 << 20)) ]
	fi
	run -0 sed -n '/"pids"/,/}/s/.*"limit": //p' stats
	assert_output --regexp '^30,?$'
}

@test "05: --stats writes JSON that a program reads" {
	requires program python3
	run -0 "$step" --net none --stats json:stats sh -c 'sleep 0.1; true'
	run -0 python3 -m json.tool stats
	run -0 python3 -c '
import json
stats = json.load(open("stats"))
for section in stats.values():
	assert isinstance(section, dict)
	for name, value in section.items():
		assert value is None or type(value) in (int, list, dict), name
print(stats["cpu"]["usage_usec"] > 0, "devices" in stats["io"])'
	assert_output "True True"
}

@test "05: --stats tells by kind what it held at its fullest, though at its end it holds nothing" {
	run -0 "$step" --net none -v "$PWD:/mnt" --stats json:stats sh -c '
		head -c 10m /dev/urandom >/mnt/file
		awk "BEGIN { s = \"x\"; while (length(s) < 20 * 1048576) s = s s; system(\"sleep 2\") }"
		echo ended'
	assert_output ended
	grep -q '"memory"' stats || skip "this machine has no controller 'memory'"
	assert [ "$(value anon)" -ge $((20 << 20)) ]
	assert [ "$(value file)" -ge $((10 << 20)) ]
	assert [ $(($(value active_anon) + $(value inactive_anon))) -ge $((20 << 20)) ]
	assert [ $(($(value active_file) + $(value inactive_file) + $(value active_anon) + $(value inactive_anon))) -ge $((30 << 20)) ]
	assert [ "$(value usage)" -ge $((30 << 20)) ]
	! grep -q '"peak"' stats || assert [ "$(value usage)" -le "$(value peak)" ]
	assert [ "$(value processes)" -ge 2 ] # the shell and awk
}

@test "05: --stats tells of each disk how much was read, and how often" {
	disk_make
	# (In version 1, newer kernels count only where there is a limit on the disk.)
	blockdev --flushbufs "$loop"
	run -0 "$step" --net none --device "$loop:r" --device-read-bps "$loop:1g" --stats json:stats sh -c "head -c 1048576 $loop | wc -c"
	run -0 sed -n "/\"${loop##*/}\"/,/}/p" stats
	local bytes reads
	bytes=$(sed -n 's/.*"read_bytes": \([0-9]*\).*/\1/p' <<<"$output")
	reads=$(sed -n 's/.*"reads": \([0-9]*\).*/\1/p' <<<"$output")
	assert [ "$bytes" -ge 1048576 ] # and what was read ahead
	assert [ "$bytes" -le 4194304 ]
	assert [ "$reads" -ge 1 ]
	assert [ "$reads" -le $((bytes / 4096)) ]
}

@test "05: --stats as a table is aligned, on stderr, and the command's exit code stays" {
	run -3 --separate-stderr "$step" --net none --stats table sh -c 'echo mine; sleep 1; exit 3'
	assert_output mine
	run -0 awk '{ print length($0) }' <<<"$stderr"
	assert_equal "$(sort -u <<<"$output")" 44
	assert_regex "$stderr" "memory  .*fullest usage .*cpu     usage  .* s"
	run -125 "$step" --stats jsn true
	assert_line --index 0 --partial "did you mean 'json'?"
	run -125 "$step" --stats table: true
	# What could not be written afterwards is not counted to begin with.
	run -125 "$step" --net none --stats json:/nosuch/file echo mine
	assert_line --index 0 "05-cgroups: cannot write statistics to '/nosuch/file': No such file or directory"
	refute_line mine
	# A file that is there holds nothing of what it held; others have no length.
	yes x | head -c 100000 >"$BATS_TEST_TMPDIR/file"
	run -0 "$step" --net none --stats "json:$BATS_TEST_TMPDIR/file" true
	run ! grep x$ "$BATS_TEST_TMPDIR/file"
	run -0 "$step" --net none --stats table:/dev/stderr true
	assert_output --regexp 'memory +peak'
}

# -------------------------------------------------------- the end of memory

# What wants 32 MiB, and more while it copies.
hog='awk "BEGIN { s = \"x\"; while (length(s) < 30000000) s = s s; print length(s) }"'

@test "05: who is killed for want of memory leaves a line that says so, and 137" {
	run -137 "$step" --net none -m 16m sh -c "exec $hog"
	assert_output "05-cgroups: killed: over its memory limit of 16M"
	run -0 "$step" --net none -m 16m sh -c "$hog; echo on with it"
	assert_line "on with it"
	assert_line "05-cgroups: killed 1 of its processes: over its memory limit of 16M"
	# And who is killed by somebody else is not.
	"$step" --net none -m 16m sleep 300 >words 2>&1 3>&- &
	launcher=$!
	eventually pgrep -P $launcher -x sleep
	kill -9 "$(pgrep -P $launcher -x sleep)"
	wait $launcher || assert_equal $? 137
	run -0 cat words
	refute_output
}

@test "05: --on-oom raise lets it have more and go on, and it would have been killed" {
	run -137 "$step" --net none -m 16m sh -c "exec $hog"
	run -0 "$step" --net none -m 16m --on-oom raise:16m sh -c "exec $hog"
	assert_line 33554432
	assert_line --regexp '^05-cgroups: at its memory limit of 16M, with 1[0-9.]+M in use: raised to 32M$'
	assert_line --regexp 'at its memory limit of 32M'
}

@test "05: a process that watches is there while the guest is, and no longer, however that ends" {
	local end name
	mkfifo go
	for name in oom-watch stats-watch; do
		for end in 'exec 4>&-' 'kill $launcher' 'kill -9 $launcher'; do
			# (A session of its own: who is left of it is found by that, and nobody else.)
			setsid "$step" --net none -m 16m --on-oom raise:16m --stats table:stats cat <go 3>&- &
			launcher=$!
			exec 4>go
			eventually pgrep -P $launcher -x cat
			run -0 pgrep -s $launcher -x $name
			eval "$end"
			wait $launcher || :
			exec 4>&-
			eventually bash -c "! pgrep -s $launcher"
		done
	done
	run -0 "$step" --net none true
}

# frozen - a guest that is frozen at its limit, and a process of it that wants no
# memory: $guest and $busy. What their $launcher says is in 'words'.
frozen() {
	rm -f words # those of another launch, which say the same
	"$step" --net none -m 16m --on-oom freeze sh -c "(while :; do :; done) & exec $hog" >words 2>&1 3>&- &
	launcher=$!
	eventually grep -q 'let it go on' words
	guest=$(pgrep -P $launcher awk)
	busy=$(pgrep -P "$guest")
}
still() { # SECONDS: do both of them stand still for so long?
	local one
	one=$(cut -d ' ' -f 14,15 "/proc/$guest/stat" "/proc/$busy/stat")
	sleep "$1"
	[ "$one" = "$(cut -d ' ' -f 14,15 "/proc/$guest/stat" "/proc/$busy/stat")" ]
}

@test "05: --on-oom freeze stops it, says how to let it go on, and so it lives" {
	frozen
	assert_regex "$(head -n 1 words)" '^05-cgroups: frozen: at its memory limit of 16M, with 1[0-9.]+M in use$'
	eventually still 0.2
	still 2
	run -0 bash -c "$(sed -n 's/^  to let it go on: //p' words | sed 's/SIZE/256M/')"
	wait $launcher
	run -0 tail -n 1 words
	assert_output 33554432
	assert_equal "$(grep -c frozen words)" 1
}

@test "05: who is frozen and goes on has not seen a signal" {
	# (One that it does see, PWR, says that it would have said so.)
	"$step" --net none -m 16m --on-oom freeze sh -c "
		(for name in TSTP CONT USR1 USR2 TERM HUP CHLD; do trap \"echo \$name\" \$name; done
			trap 'echo PWR; exit' PWR; while :; do :; done) &
		$hog; kill -PWR \$!; wait \$!" >words 2>&1 3>&- &
	launcher=$!
	eventually grep -q 'let it go on' words
	guest=$(pgrep -P $launcher -x sh)
	busy=$(pgrep -P "$guest" -x sh)
	eventually still 0.2
	run -0 bash -c "$(sed -n 's/^  to let it go on: //p' words | sed 's/SIZE/256M/')"
	wait $launcher
	run -0 grep -v -e ^05-cgroups: -e '^  to let' words
	assert_output "$(printf '%s\n' 33554432 PWR)"
}

@test "05: who is frozen ends with its launcher, by a signal or by kill -9, and the watcher too" {
	local signal
	for signal in TERM KILL; do
		frozen
		local watcher
		watcher=$(pgrep -P $launcher oom-watch)
		kill -$signal $launcher
		wait $launcher || :
		eventually gone "$guest"
		eventually gone "$busy"
		eventually gone "$watcher"
	done
	run -0 "$step" --net none true
	run find /sys/fs/cgroup -type d -regex ".*/vessel-$launcher\([.].*\)?"
	refute_output
}

@test "05: who stops the terminal's output before it is frozen can be ended all the same" {
	echo "exec 3<&0; /attacks/stop-terminal hush <&3 & sleep 0.3; exec /bin/busybox $hog" >"$BATS_TEST_TMPDIR/eat"
	run -130 pty '||||||\003' timeout --foreground -s KILL 30 "$step" --net none -m 16m --on-oom freeze \
		-v "$BATS_TEST_TMPDIR:/mnt:ro" sh /mnt/eat
	assert_output --partial "frozen: at its memory limit"
}

@test "05: files that fill the cache up to the limit freeze nobody" {
	head -c 64M /dev/urandom >big
	sync big # so that the pages are clean, and whose they are depends on who reads
	dd if=big iflag=nocache count=0 status=none
	run -0 "$step" --net none -m 16m --on-oom freeze -v "$PWD:/mnt:ro" sh -c 'cat /mnt/big | wc -c'
	assert_output $((64 << 20))
}

@test "05: --on-oom wants a limit, and words that it knows" {
	run -125 "$step" --on-oom freeze true
	assert_line --index 0 "05-cgroups: --on-oom is for a limit: it needs --memory"
	local word
	for word in freez raise raise: raise:0 raise:x kil; do
		run -125 "$step" -m 64m --on-oom "$word" true
		assert_line --index 0 --partial "'--on-oom $word' is not kill, freeze or raise:SIZE"
	done
}

# ------------------------------------------------------- classes of traffic

# A hierarchy that a test has mounted ends with a mount that has no groups any more;
# what was a group is one for a moment longer. (Another test may be using it.)
hierarchies_end() {
	local name
	for name in net_cls net_prio; do
		for _ in {1..10}; do
			grep -q ":$name:" /proc/self/cgroup || break
			! mounted_groups </proc/self/cgroup | grep -q ":$name:" || break
			mkdir -p ended
			unshare --mount sh -c "mount -t cgroup -o $name none ended && { rmdir ended/anatomy-$$; umount ended; }" 2>/dev/null || break
			sleep 0.1
		done
	done
}

# in_a_network SCRIPT [ARGUMENT...] - with a slow class 1:10 on lo, and 1:20 for all
# others. ($by is what starts a launcher, if somebody else is to.)
in_a_network() {
	requires program tc nft socat
	timeout -s KILL 100 unshare --net --mount --pid --fork --mount-proc --kill-child bash -c "$(declare -f soon)"'
		ip link set lo up; mount -t tmpfs none /run
		classes() { # DEVICE RATE
			tc qdisc add dev $1 root handle 1: htb default 20 2>/dev/null || { echo no htb; exit; }
			tc class add dev $1 parent 1: classid 1:10 htb rate $2 quantum 1514
			tc class add dev $1 parent 1: classid 1:20 htb rate 800mbit quantum 1514
		}
		classes lo 80mbit
		sent() { tc -s class show dev lo | sed -n "/class htb $1 /,/Sent/s/.*Sent \([0-9]*\) .*/\1/p"; }
		listens() { grep -q ":$(printf %04X "$1") 0*:0000 0A" /proc/${2:-self}/net/tcp; } # PORT [PID]
		send() { # OPTION...: what a guest sends 200000 bytes with, by class
			local one two; one=$(sent 1:10) two=$(sent 1:20)
			socat -u TCP-LISTEN:7000,reuseaddr OPEN:received,creat,trunc 3>&- & soon listens 7000
			${by:-} "$step" --net host "$@" sh -c "head -c 200000 /dev/zero | nc -w 2 127.0.0.1 7000"; wait $!
			echo "$(wc -c <received) $((($(sent 1:10) - one) / 200000)) $((($(sent 1:20) - two) / 200000))"
		}
		net_cls() { # in a group of our own; others may be in this hierarchy as well
			mkdir cls; mount -t cgroup -o net_cls cls cls 2>/dev/null || { echo no net_cls; exit; }
			own=cls/anatomy-'$$'; mkdir $own; echo $$ >$own/cgroup.procs
			# (Where there is no filter for tc, nft can read the number as well.)
			tc filter add dev lo parent 1: protocol ip prio 10 handle 1: cgroup 2>/dev/null && [ -z "${1:-}" ] ||
				nft "add table ip cls; add chain ip cls out { type filter hook output priority 0; }
					add rule ip cls out meta cgroup 0x00010010 meta priority set 1:10"
		}
		step='"$step"'
		'"$1" bash "${@:2}" 3>&-
}

# versions - by which of them a class can be given here: the program is version 2's
versions() {
	! grep -q '^net_cls.*1$' /proc/cgroups || echo net_cls
	! ways | grep -q program || echo unified
}

@test "05: what a guest sends is in its class of tc: by its group in version 2" {
	ways | grep -q program || skip "this machine has no groups of version 2"
	run -0 in_a_network 'send; send --traffic-class 1:10; nft list tables | wc -l'
	[ "${lines[0]}" != "no htb" ] || skip "this kernel has no HTB"
	assert_line --index 0 "200000 0 1"
	assert_line --index 1 "200000 1 0"
	assert_line --index 2 0
}

@test "05: root inside cannot change its class" {
	ways | grep -q program || skip "this machine has no groups of version 2"
	run -0 in_a_network '"$step" --traffic-class 1:10 sleep 30 & for i in $(seq 100); do g=$(pgrep -x sleep) && break; sleep 0.05; done
		in="nsenter -n -t $g"; $in nft flush ruleset; $in nft delete table inet "$($in nft list tables | sed "s/.* //")"
		$in nft list ruleset | grep -c "priority set 1:10"; kill $!; wait $! || :' 2>&1
	assert_line --partial "Operation not permitted"
	assert_line 1
}

@test "05: what a guest sends is in its class of tc: by net_cls in version 1" {
	grep -q '^net_cls.*1$' /proc/cgroups || skip "this kernel has no net_cls"
	run -0 in_a_network 'net_cls
		send; send --traffic-class 1:10; nft list tables | grep -c vessel; find $own -name "vessel-*"'
	case ${lines[0]} in "no "*) skip "this kernel has ${lines[0]}" ;; esac
	assert_line --index 0 "200000 0 1"
	assert_line --index 1 "200000 1 0"
	assert_line --index 2 0
	assert_equal "${#lines[@]}" 3
}

@test "05: who is in a slow class is slow, and its neighbour is not" {
	local version
	[ -n "$(versions)" ] || skip "there are no classes on this machine"
	for version in $(versions); do
		# Into a network beyond: four megabytes, which take half a minute in the
		# class, and beside them thirty, which do not.
		run -0 in_a_network '[ "$1" = unified ] || net_cls nft
			unshare --net sleep 90 & beyond=$!
			own() { ! [ /proc/$beyond/ns/net -ef /proc/self/ns/net ]; }; soon own
			ip link add out0 type veth peer name out1; ip link set out1 netns $beyond
			ip addr add 192.0.2.1/24 dev out0; ip link set out0 up; classes out0 1mbit
			nsenter -t $beyond -n sh -c "ip addr add 192.0.2.9/24 dev out1; ip link set out1 up"
			got() { [ "$(stat -c %s got.$1)" -ge $2 ]; } # PORT BYTES
			for option in "" "--traffic-class 1:10"; do
				rm -f got.*
				for port in 7001 7002; do
					nsenter -t $beyond -n socat -u TCP-LISTEN:$port,reuseaddr OPEN:got.$port,creat,trunc & soon listens $port $beyond
				done
				"$step" --net host $option sh -c "head -c 4m /dev/zero | nc 192.0.2.9 7001" & soon got 7001 1
				"$step" --net host sh -c "head -c 30m /dev/zero | nc 192.0.2.9 7002" & soon got 7002 $((30 << 20))
				[ "$option" ] || soon got 7001 $((4 << 20))
				stat -c %s got.7002 got.7001; pkill socat; pkill nc
			done; true' "$version"
		[ "${lines[0]}" != "no htb" ] || skip "this kernel has no HTB"
		run grep -xE '[0-9]+' <<<"$output" # (and no "Terminated")
		assert_equal "${#lines[@]}" 4
		assert_equal "${lines[*]:0:3}" "$((30 << 20)) $((4 << 20)) $((30 << 20))"
		assert [ "${lines[3]}" -gt 0 ]
		assert [ "${lines[3]}" -lt $((2 << 20)) ]
	done
}

@test "05: what a class sends can be dropped, and its neighbour's goes on" {
	local version
	[ -n "$(versions)" ] || skip "there are no classes on this machine"
	for version in $(versions); do
		run -0 in_a_network '[ "$1" = unified ] || net_cls nft
			knock() { "$step" --net host "$@" sh -c "nc -w 1 127.0.0.1 7000 </dev/null || echo silence" 2>/dev/null; }
			socat TCP-LISTEN:7000,reuseaddr,fork SYSTEM:"echo answer" & soon listens 7000
			knock --traffic-class 1:10
			nft "add table ip wall; add chain ip wall out { type filter hook postrouting priority 0; }
				add rule ip wall out meta priority 1:10 counter drop"
			knock --traffic-class 1:10; knock' "$version"
		assert_output "$(printf '%s\n' answer silence answer)"
	done
}

@test "05: a program chooses the priority of what it sends, and so its class, as net_prio does for a group" {
	grep -q '^net_prio.*1$' /proc/cgroups || skip "this kernel has no net_prio: nft does that, as above"
	run -0 in_a_network '
		socat -u TCP-LISTEN:7000,reuseaddr OPEN:/dev/null & soon listens 7000; one=$(sent 1:10)
		head -c 200000 /dev/zero | socat -u - TCP:127.0.0.1:7000,priority=$((0x10010)); wait $!
		echo "$((($(sent 1:10) - one) / 200000))"'
	[ "${lines[0]}" != "no htb" ] || skip "this kernel has no HTB"
	assert_output 1
	# net_prio knows the interfaces of the first network namespace, and no others.
	cable=prio$$
	mkdir prio
	ip link add "$cable" type veth peer name "${cable}b"
	echo 1 >"/proc/sys/net/ipv6/conf/$cable/disable_ipv6"
	ip addr add 203.0.113.1/32 peer 203.0.113.2 dev "$cable"
	ip link set "${cable}b" up
	ip link set "$cable" up
	ip neigh add 203.0.113.2 lladdr 02:00:00:00:00:02 dev "$cable"
	tc qdisc add dev "$cable" root handle 1: htb default 20
	tc class add dev "$cable" parent 1: classid 1:10 htb rate 8mbit quantum 1514
	tc class add dev "$cable" parent 1: classid 1:20 htb rate 8mbit quantum 1514
	own=$$ cable=$cable step=$step run -0 unshare --mount bash -c 'mount -t cgroup -o net_prio prio prio 2>/dev/null && mkdir prio/anatomy-$own || { echo no net_prio; exit; }
		count() { tc -s class show dev $cable | sed -n "s/^ Sent .* bytes \([0-9]*\) pkt.*/\1/p" | xargs; } # 1:10 1:20
		knock() { "$@" "$step" --net host ping -c 3 -i 0.1 -W 1 203.0.113.2 >/dev/null; count; }
		express() { (echo 0 >prio/anatomy-$own/tasks; exec "$@"); }
		knock express
		echo "$cable $((0x10010))" >prio/anatomy-$own/net_prio.ifpriomap || { echo no device; exit; }
		grep -xE "lo 0|$cable 65552" prio/anatomy-$own/net_prio.ifpriomap | wc -l
		knock express; knock env'
	case ${lines[0]} in "no "*) skip "this kernel has ${lines[0]}" ;; esac
	assert_output "$(printf '%s\n' "0 3" 2 "3 3" "3 6")"
}

@test "05: a class that tc would not know is refused" {
	local word
	for word in 1 1: :1 0:1 1:x 1:10000 10000:1 1:1:1; do
		run -125 "$step" --traffic-class "$word" true
		assert_line --index 0 --partial "'--traffic-class $word' is not MAJOR:MINOR"
	done
}
