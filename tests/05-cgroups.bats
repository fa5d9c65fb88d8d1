#!/usr/bin/env bats
# 05-cgroups.bats - groups of its own, metered and limited.

load helper

# Where version 2 is alone, a group with processes hands nothing on: the test
# goes into one that has a room above it, as a shell on a desktop is.
place_make() {
	home=$(sed -n 's|^0::|/sys/fs/cgroup|p' /proc/self/cgroup)
	place=/sys/fs/cgroup/anatomy-$$
	mkdir -p "$place/shell"
	local controller controllers
	read -ra controllers </sys/fs/cgroup/cgroup.controllers
	for controller in "${controllers[@]}"; do
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
	[ -n "${place:-}" ] || return 0
	echo $$ >"$home/cgroup.procs"
	find "$place" -depth -type d -exec rmdir {} +
}

# version CONTROLLER - 1 or 2: where is it? Fails where it is not.
version() {
	if grep -qE "^[0-9]+:([^:]*,)?$1(,[^:]*)?:" /proc/self/cgroup; then
		echo 1
	elif grep -qw "${1/blkio/io}" /sys/fs/cgroup/cgroup.controllers "${place:-/sys/fs/cgroup/unified}"/cgroup.controllers 2>/dev/null; then
		echo 2
	else
		return 1
	fi
}
controller() { # NAME: skip where this kernel does not have it
	version=$(version "$1") || skip "this machine has no controller '$1'"
}
two() { [ "$(version "$1")" = 2 ]; }

# groups PID [CONTROLLER] - the guest's groups of the launcher PID, a line each
groups() { find /sys/fs/cgroup -type d -path "*${2:-}*/vessel-$1"; }
group_up() { [ -n "$(groups "$1")" ] && pgrep -P "$1" -x "${2:-sleep}"; }
# nested FILE - is the guest one group below the one with that file?
nested() { [ -e "${1%/*}/guest/${1##*/}" ]; }
# lock_of GROUP - the file in there that has its launcher's lock
lock_of() { [ -e "$1/cgroup.max.depth" ] && echo "$1/cgroup.max.depth" || echo "$1/notify_on_release"; }
# Are there none whose launcher has ended, and let go of its lock?
none_left() {
	local group
	while read -r group; do
		! flock -n "$(lock_of "$group")" true 2>/dev/null || return
	done < <(find /sys/fs/cgroup -type d -name "vessel-*")
}

# placed - the lines of /proc/PID/cgroup for the guest of $launcher: below the
# group that we are in, or, where version 2 is alone, below the one above it. One
# group further below, it cannot write to what limits it.
placed() {
	local below=/guest
	! grep -q ' - cgroup2 .*nsdelegate' /proc/self/mountinfo || below=
	if [ -n "$place" ]; then
		echo "0::${place#/sys/fs/cgroup}/vessel-$launcher$below"
	else
		mounted_groups </proc/self/cgroup | sed -E "s#:/\$#:#; s#\$#/vessel-$launcher#; s#^0::.*#&$below#
			s#^[0-9]+:([^:]*,)?(memory|cpu|cpuset|pids|devices|freezer)[,:].*#&/guest#"
	fi
}

# guest [OPTION...] - one that sleeps; its launcher is $launcher, itself $guest
guest() {
	"$step" --net none "$@" sleep 300 3>&- &
	launcher=$!
	eventually group_up $launcher
	guest=$(pgrep -P $launcher -x sleep)
}

# ------------------------------------------------------------- groups of its own

@test "05: the guest is in the host's groups before, and in groups of its own here, which go with it" {
	"$before" --net none sleep 300 3>&- &
	eventually pgrep -P $! -x sleep
	run -0 mounted_groups <"/proc/$(pgrep -P $! -x sleep)/cgroup"
	assert_output "$(mounted_groups </proc/self/cgroup)"
	guest
	run -0 mounted_groups <"/proc/$guest/cgroup"
	assert_output "$(placed)"
	kill -9 "$guest"
	wait $launcher || :
	assert_equal "$(groups $launcher)" ''
}

@test "05: inside, the own group is the root: the host's names are seen before, and not here" {
	run -0 "$before" --net none cat /proc/self/cgroup
	run -0 mounted_groups <<<"$output"
	assert_output "$(mounted_groups </proc/self/cgroup)"
	run -0 "$step" --net none cat /proc/self/cgroup
	run ! grep -vE ':/$' <<<"$output"
}

@test "05: a namespace of groups in a namespace of groups: one place has three names" {
	local group kind number=0 inner
	guest
	group=$(groups $launcher | grep -v -e /cpuset/ -e /unified/ | head -n 1)
	kind=${group#/sys/fs/cgroup/} kind=${kind%%/*}
	[ ! -d "$group/guest" ] || group+=/guest # it is one further down there
	[ -n "$place" ] || number=$(sed -n "s/^\([0-9]*\):\(name=\)*$kind:.*/\1/p" /proc/self/cgroup)
	mkdir "$group/deep"
	# shellcheck disable=SC2016 # the inner shell's
	bash -c 'echo $$ >"$1/deep/cgroup.procs" && exec nsenter --target "$2" --cgroup unshare --cgroup sleep 300' - "$group" "$guest" 3>&- &
	inner=$!
	eventually [ "/proc/$inner/exe" -ef "$(command -v sleep)" ]
	# name_of WHO WHOSE - the group of a process, as another one's namespace has it
	name_of() {
		local name
		name=$(nsenter --target "$1" --cgroup cat "/proc/$2/cgroup" | grep "^$number:")
		echo "${name#*:*:}"
	}
	assert_equal "$(name_of $$ $inner)" "$(name_of $$ "$guest")/deep"
	assert_equal "$(name_of "$guest" $inner)" /deep
	assert_equal "$(name_of $inner $inner)" /
	# From in there, it is the guest's that lies outside.
	assert_equal "$(name_of $inner "$guest")" /..
}

@test "05: no process of a guest is ever outside of its groups, however soon it forks" {
	local process text flags right outside='' seen=0
	for _ in 1 2 3 4; do
		"$step" --net none sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 300 & done; wait' 3>&- &
		launcher=$!
		right=$(placed)
		until [ "$seen" -ge 9 ]; do # look from its first moment on, until all are there
			seen=0
			for process in $(pgrep -P $launcher -x sh) $(pgrep -P "$(pgrep -P $launcher -x sh)"); do
				text=$(mounted_groups <"/proc/$process/cgroup")
				# (On its way out, a process is in no group of version 1: PF_EXITING.)
				flags=$(sed 's/.*) //' "/proc/$process/stat" | cut -d ' ' -f 7)
				[ -n "$text" ] && [ $((${flags:-4} & 4)) = 0 ] || continue
				seen=$((seen + 1))
				[ "$text" = "$right" ] || outside+=$text
			done
		done 2>/dev/null
		seen=0
		pkill -9 -P $launcher
		wait $launcher || :
	done
	assert_equal "$outside" ''
}

@test "05: it is born into its group of version 2, and enters those of version 1 by itself, as its first act" {
	requires program strace
	local child group number
	number=$(mounted_groups </proc/self/cgroup | grep -vc ^0:: || :) # of version 1
	run -0 strace -ff -o trace -s 256 "$step" --net none true
	run -0 cat trace.*
	child=$(sed -n 's/^clone.*CLONE_NEWPID.* = //p' <<<"$output")
	# Nobody moves a process from outside.
	refute_output --regexp '"[^"]*cgroup\.procs", O_(WRONLY|RDWR)'
	assert_equal "$(grep -c '"tasks"' <<<"$output")" "$number"
	if find /sys/fs/cgroup -maxdepth 2 -name cgroup.controllers | grep -q .; then
		group=$(sed -n 's/^clone3.*CLONE_INTO_CGROUP.* cgroup=\([0-9]*\).* = .*/\1/p' <<<"$output")
		assert [ -n "$group" ]
		assert_line --regexp "^openat\(.*\"(vessel-[0-9]+|guest)\", .* = $group$"
	fi
	# What it opens, starts and makes up to its namespace of groups: those files.
	run -0 sed -nE '/^(clone|fork|vfork|exec|mount|open|creat|setns|unshare)/p; /^unshare\(CLONE_NEWCGROUP/q' "trace.$child"
	assert_equal "$(grep -c '"tasks"' <<<"$output")" "$number"
	assert_equal "${#lines[@]}" $((number + 1))
	# And to each it writes 0, which is whoever writes it.
	assert_equal "$(grep -A 1 '"tasks"' "trace.$child" | grep -c '^write([0-9]*, "0", 1) *= 1')" "$number"
}

@test "05: its /sys/fs/cgroup shows these groups, and can be read and not written" {
	run -0 "$before" --net none ls /sys/fs/cgroup
	assert_output ''
	run -0 "$step" --net none sh -c 'find /sys/fs/cgroup -name cgroup.procs | wc -l
		find /sys/fs/cgroup -name cgroup.procs -exec cat {} + | sort -u | head -n 1
		find /sys/fs/cgroup -name release_agent | wc -l'
	assert_line --index 0 "$(mounted_groups </proc/self/cgroup | grep -c .)"
	assert_line --index 1 1
	assert_line --index 2 0
	run -0 "$step" --net none sh -c 'cd /sys/fs/cgroup
		for file in $(find . -name "cgroup.procs" -o -name "*.max" -o -name "*limit_in_bytes" -o -name "cpuset.cpus"); do
			(echo 1 >$file) 2>/dev/null && echo "$file was written"
		done; for directory in $(find . -type d); do mkdir $directory/mine 2>/dev/null && echo "$directory has a group more"; done; echo tried'
	assert_output tried
}

@test "05: release_agent, by which the host runs a program of the guest's, works before and not here" {
	local types
	own_rootfs
	printf '#!/bin/sh\necho escaped >%s/canary\n' "$BATS_TEST_TMPDIR" >"$ROOTFS/agent"
	chmod +x "$ROOTFS/agent"
	# A hierarchy of its own, whose root group it is then in. (Each time another.)
	cat >"$ROOTFS/attack" <<-END
		mount -t cgroup -o none,name=anatomy$$-\$1 none /mnt && mkdir /mnt/group &&
			echo $ROOTFS/agent >/mnt/release_agent && echo 1 >/mnt/group/notify_on_release &&
			sh -c 'echo 0 >/mnt/group/cgroup.procs' && sleep 0.3 && rmdir /mnt/group && umount /mnt
	END
	# (A hierarchy ends with its last mount, if it has no more groups by then.)
	mkdir mounted
	# shellcheck disable=SC2317 # eventually calls it
	hierarchy_ends() { # looks first: whoever mounts it makes it anew, and it takes its moment to end
		! grep name=anatomy$$- /proc/self/cgroup && return
		unshare --mount sh -c "mount -t cgroup -o none,name=anatomy$$-before none mounted; rmdir mounted/group; umount mounted"
		sleep 0.3
		return 1
	}
	run "$before" --net none --rootfs "$ROOTFS" sh /attack before
	# (The kernel looks for the program where its first process does.)
	if [ "$(readlink /proc/self/ns/pid)" != 'pid:[4026531836]' ] && ! (eventually cat canary); then
		eventually hierarchy_ends
		skip "this is a container: the program is not found on its host"
	fi
	eventually cat canary
	rm canary
	run "$step" --net none --rootfs "$ROOTFS" sh /attack here
	assert_output --partial "mount: permission denied"
	# Nor in those that there are: it sees its own groups, and not their roots.
	types=$(mounted_groups </proc/self/cgroup | sed -n 's/^[1-9][0-9]*:\([^:]*\):.*/\1/p')
	# shellcheck disable=SC2086 # words
	run "$step" --net none --rootfs "$ROOTFS" sh -c 'for type; do
		mount -t cgroup -o ${type/name=/none,name=} none /mnt && ls /mnt/release_agent; umount /mnt; done; echo tried' sh $types
	refute_line /mnt/release_agent
	assert_line tried
	assert [ ! -e canary ]
	eventually hierarchy_ends
}

# ---------------------------------------------------------------------- limits

# take BYTES - a script that touches so much memory
take() { echo "head -c $1 /dev/zero | tail -c $1 | wc -c"; }

@test "05: who takes more memory than its limit is killed, who stays below lives, and nobody minded before" {
	controller memory
	run -0 "$before" --net none sh -c "$(take 60m)"
	assert_output $((60 << 20))
	# Larger ones, with us and in a group beside it, live on.
	(head -c 40m /dev/zero; exec sleep 300) 3>&- | tail -c 40m >/dev/null 3>&- &
	local large neighbour=$!
	"$step" --net none -m 120m sh -c '(head -c 40m /dev/zero; exec sleep 300) | tail -c 40m' 3>&- &
	launcher=$!
	# shellcheck disable=SC2317 # eventually calls them
	of_neighbour() { large=$(pgrep -x tail -P "$(pgrep -P $launcher -x sh)"); }
	eventually of_neighbour
	# shellcheck disable=SC2317
	all_large() { [ "$(awk '/^VmRSS/ && $2 > 40000' "/proc/$neighbour/status" "/proc/$large/status" | wc -l)" = 2 ]; }
	eventually all_large
	run "$step" --net none -m 24m --memory-swap 24m sh -c "$(take 60m)"
	refute_line $((60 << 20))
	assert_output --partial Killed
	all_large
	run -0 "$step" --net none --memory 120m sh -c "$(take 60m)"
	assert_output $((60 << 20))
}

@test "05: swap is counted: with enough of it, who takes more than its memory lives" {
	controller memory
	[ "$(wc -l </proc/swaps)" -gt 1 ] || skip "that needs swap on this machine"
	run "$step" --net none -m 24m --memory-swap 24m sh -c "$(take 60m)"
	assert_line 0
	run -0 "$step" --net none -m 24m --memory-swap 200m sh -c "$(take 60m)"
	assert_output $((60 << 20))
	run -0 "$step" --net none -m 24m --memory-swap -1 sh -c "$(take 60m)"
	assert_output $((60 << 20))
}

@test "05: what is reserved stays in memory when a neighbour wants it, and goes without" {
	controller memory
	[ "$version" = 2 ] || skip "version 1 heeds it only when the whole machine is short of memory"
	requires program mkfs.ext4 losetup
	local kept reserved
	disk_make 240
	mkdir mounted "$place/small"
	# (In namespaces of its own: the host's mounts are left alone.)
	for reserved in '' '--memory-reservation 40m'; do
		echo +memory >"$place/small/cgroup.subtree_control"
		echo 64M >"$place/small/memory.max"
		# shellcheck disable=SC2086,SC2016 # words; the inner shell's
		run -0 unshare --mount bash -c 'mount "$1" mounted && cd mounted || exit
			head -c 32m /dev/zero >mine; head -c 120m /dev/zero >theirs; sync; echo 3 >/proc/sys/vm/drop_caches
			set -- "$2" --net none --cgroup-parent "/${3#/sys/fs/cgroup/}" -v "$PWD:/mnt" "${@:4}"
			"$@" sh -c "cat /mnt/mine >/dev/null; touch /mnt/read; until [ -e /mnt/hog ]; do sleep 0.1; done; rm /mnt/hog /mnt/read
				sed -n \"s/^file //p\" /sys/fs/cgroup/memory.stat" &
			until [ -e read ]; do sleep 0.1; done
			"$1" --net none --cgroup-parent "$5" -v "$PWD:/mnt" sh -c "cat /mnt/theirs /mnt/theirs /mnt/theirs >/dev/null"
			touch hog; wait' - "$loop" "$step" "$place/small" $reserved
		kept=${kept:-}${kept:+ }$output
	done
	read -r without with <<<"$kept"
	assert [ "$with" -gt $((24 << 20)) ]
	assert [ "$without" -lt $((16 << 20)) ]
}

# faults COMMAND... - the processor time of a guest of it that is given 160,000 pages
# and gives them back, in hundredths of a second, and the bill for ten thousand
faults() {
	# shellcheck disable=SC2016 # the guest's
	"$@" --net none sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null; done
		times; cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes /sys/fs/cgroup/memory.peak 2>/dev/null' |
		awk -F '[ms ]+' 'NR == 2 { printf "%d ", ($1 * 60 + $2 + $3 * 60 + $4) * 100 } NR == 3' | xargs
}
outside() { (echo $BASHPID >"$top/cgroup.procs" && exec "$@"); } # in the root group

@test "05: all memory is counted, asked for or not, and that makes a page little dearer" {
	controller memory
	local top=/sys/fs/cgroup without with bill _
	[ "$version" = 2 ] || top+=/memory
	for _ in 1 2 3; do # a busy machine may be busier with one of them
		for _ in 1 2 3 4 5 6 7; do
			faults outside "$before" >>without
			faults "$step" >>with
		done
		without=$(cut -d ' ' -f 1 without | sort -n | sed -n 4p) with=$(cut -d ' ' -f 1 with | sort -n | sed -n 4p)
		echo "$without without a group of their own, $with with one"
		bill=$(cut -d ' ' -f 2 with | sort -n | head -n 1)
		[ "$version" = 2 ] && [ -z "$bill" ] || assert [ "$bill" -ge $((64 << 20)) ]
		assert [ "$without" -gt 0 ]
		rm with without
		[ $((with * 10)) -gt $((without * 18)) ] || return 0
	done
	fail "nearly twice as dear, three times"
}

# ticks PID - processor time of it and its children, in hundredths of a second
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

@test "05: two that want one processor get it by weight, one to four" {
	controller cpu
	controller cpuset
	local one four a b x y
	"$step" --net none --cpuset-cpus 0 --cpu-shares 512 sh -c 'while :; do :; done' 3>&- &
	one=$!
	"$step" --net none --cpuset-cpus 0 --cpu-weight 200 sh -c 'while :; do :; done' 3>&- &
	four=$!
	eventually group_up $one sh
	eventually group_up $four sh
	one=$(pgrep -oP $one) four=$(pgrep -oP $four)
	sleep 0.3
	a=$(ticks "$one") b=$(ticks "$four")
	for _ in {1..600}; do # two seconds of that processor, however many want it
		x=$(($(ticks "$one") - a)) y=$(($(ticks "$four") - b))
		[ $((x + y)) -le 200 ] || break
		sleep 0.1
	done
	echo "$x and $y"
	assert [ $((y * 10)) -gt $((x * 28)) ]
	assert [ $((y * 10)) -lt $((x * 56)) ]
}

@test "05: a twentieth of a processor is that, however much is free, and the guest had more before" {
	controller cpu
	local part
	# hog COMMAND... - the part of a processor that it used in three seconds, in per cent
	hog() {
		local began ended used pid
		"$@" --net none sh -c 'while :; do :; done' 3>&- &
		eventually pgrep -P $! -x sh
		pid=$(pgrep -P $! -x sh)
		began=$(date +%s%N) used=$(ticks "$pid")
		sleep 3
		used=$(($(ticks "$pid") - used)) ended=$(date +%s%N)
		kill -9 "$pid"
		wait $! || :
		part=$((used * 1000000000 / (ended - began)))
		echo "$1: $part%"
	}
	hog "$step" --cpus 0.05
	assert [ "$part" -le 9 ]
	for _ in 1 2 3 4 5; do # (a busy machine may not have more for a moment)
		hog "$before"
		[ "$part" -le 9 ] || break
	done
	assert [ "$part" -gt 9 ]
}

@test "05: no more processes than the limit, so a fork bomb ends at it; as many as you like before" {
	controller pids
	# (The shell that cannot fork gives up; the one around it counts without forking.)
	local bomb='(for i in $(seq 30); do sleep 300 & done); set -- /proc/[0-9]*; echo $#'
	run -0 "$before" --net none sh -c "$bomb"
	assert [ "$output" -gt 30 ]
	run -0 "$step" --net none --pids-limit 12 sh -c "$bomb"
	assert_output --partial "can't fork"
	assert [ "${lines[-1]}" -le 12 ]
	assert [ "${lines[-1]}" -ge 10 ]
	run -0 "$step" --net none --pids-limit -1 sh -c "$bomb"
	assert [ "$output" -gt 30 ]
}

@test "05: a guest that mounts its groups again, and lifts the limits that it sees, has them still" {
	controller memory
	controller pids
	local try=("$step" --net none)
	run -0 "${try[@]}" /attacks/lift-limit memory 100
	assert_line "took 100"
	run -137 "${try[@]}" --memory 32m --memory-swap 32m /attacks/lift-limit memory 100
	assert_output --partial "over its memory limit of 32M"
	run -0 "${try[@]}" /attacks/lift-limit pids 60
	assert_line "took 60"
	run -0 "${try[@]}" --pids-limit 20 --stats table /attacks/lift-limit pids 60
	assert_line --regexp '^took 1[0-9]$'
	assert_output --regexp 'limit +20'
	# (Of version 2, the kernel may refuse it, or there is nothing to be seen.)
	two memory || assert_line --regexp '^lifted [1-9]$'
}

@test "05: a guest that mounts its groups again does not allow itself a disk" {
	[ -e /sys/fs/cgroup/devices/devices.list ] || skip "the devices are not in a hierarchy of version 1"
	own_rootfs
	run "$step" --net none --rootfs "$ROOTFS" sh -c 'mount -t cgroup -o devices none /mnt && echo mounted
		echo "b *:* rwm" >/mnt/devices.allow; mknod /tmp/disk b 7 0; cat /tmp/disk'
	assert_line mounted
	assert_line "cat: can't open '/tmp/disk': Operation not permitted"
}

@test "05: the processors are those that were named, and a running guest can be moved" {
	controller cpuset
	local all group
	all=$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)
	[[ $all = *[-,]* ]] || skip "that needs two processors"
	run -0 "$before" --net none sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status
	assert_output "$all"
	run -0 "$step" --net none --cpuset-cpus 1 sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status
	assert_output 1
	guest --cpuset-cpus 1
	group=$(find /sys/fs/cgroup -path "*/vessel-$launcher/cpuset.cpus")
	# What is below may not have more: there, it goes by way of both.
	if nested "$group"; then
		echo 0-1 >"$group"
		echo 0 >"${group%/*}/guest/cpuset.cpus"
	fi
	echo 0 >"$group"
	run -0 sed -n 's/^Cpus_allowed_list:\t//p' "/proc/$guest/status"
	assert_output 0
	run -0 "$step" --net none --cpuset-mems 0 sed -n 's/^Mems_allowed_list:\t//p' /proc/self/status
	assert_output 0
}

# disk_make MEGABYTES - a disk with a file system, in memory: $loop
disk_make() {
	truncate -s "$1M" image
	mkfs.ext4 -q image
	loop=$(losetup --find --show image)
}

# on_a_disk [OPTION...] -- COMMAND: in a guest whose /mnt is that disk, and how long
# that took in there, without the start of the guest: $took, in hundredths of a second
on_a_disk() {
	mkdir -p mounted
	# shellcheck disable=SC2016 # the inner shell's
	run -0 unshare --mount bash -c 'mount "$1" mounted && exec "${@:2}"' - "$loop" \
		"$step" --net none -v "$PWD/mounted:/mnt" "${@:1:$#-2}" sh -c "time ${*: -1}"
	took=$(awk -F '[\t ms]+' '/^real/ { printf "%d", ($2 * 60 + $3) * 100 }' <<<"$output")
	echo "$took: $*"
}

# limited OPTION VALUE -- COMMAND: work that takes two seconds at that limit. It is
# held to it, or a tenth more; it gets at least 60 % of it, and takes half the time
# at most without the option (both on a busy machine not at the first try).
limited() {
	local free held
	for _ in 1 2 3 4 5; do
		on_a_disk -- "${*: -1}"
		free=$took
		on_a_disk "$@"
		held=$took
		assert [ "$held" -ge 170 ]
		[ "$held" -lt $((2 * free)) ] || [ "$held" -gt 333 ] || return 0
	done
	fail "less than 60 % of the limit was reached, or without it as little"
}

@test "05: who reads and writes a disk with a limit gets as much a second and no more" {
	controller blkio
	requires program mkfs.ext4 losetup
	disk_make 32
	# 4 MB
	limited --device-write-bps "$loop:2m" -- 'dd if=/dev/zero of=/mnt/file bs=256k count=16 oflag=direct'
	limited --device-read-bps "$loop:2m" -- 'dd if=/mnt/file of=/dev/null bs=256k iflag=direct'
}

@test "05: and as often" {
	controller blkio
	requires program mkfs.ext4 losetup
	disk_make 32
	limited --device-write-iops "$loop:50" -- 'dd if=/dev/zero of=/mnt/file bs=4k count=100 oflag=direct'
	limited --device-read-iops "$loop:50" -- 'dd if=/mnt/file of=/dev/null bs=4k iflag=direct'
}

@test "05: who writes into memory first is held to the limit as well when it gets to the disk" {
	controller blkio
	[ "$version" = 2 ] || skip "version 1 does not know any more whose these pages were"
	requires program mkfs.ext4 losetup
	disk_make 32
	limited --device-write-bps "$loop:2m" -- 'dd if=/dev/zero of=/mnt/file bs=256k count=16 conv=fsync'
}

# readers WEIGHT WEIGHT - options for two guests, of eight readers each, that want all
# of the disk: how many megabytes each got, while both were at it, $one and $two
readers() {
	local option launchers=() shells=() all=() before now
	for option; do
		# shellcheck disable=SC2086,SC2016 # words; the guest's
		"$step" --net none --device "$loop:r" $option sh -c 'for reader in 1 2 3 4 5 6 7 8; do
			dd if="$1" of=/dev/null bs=256k iflag=direct skip=$((reader * 4000)) 2>/dev/null & done; wait' sh "$loop" 3>&- &
		launchers+=($!)
	done
	for option in 0 1; do
		eventually pgrep -P "${launchers[option]}" -x sh
		shells+=("$(pgrep -P "${launchers[option]}" -x sh)")
		eventually eval "[ \$(pgrep -c -P ${shells[option]} -x dd) = 8 ]"
		all+=("$(pgrep -P "${shells[option]}" -x dd)")
	done
	before=("$(have_read "${all[0]}")" "$(have_read "${all[1]}")")
	for _ in {1..30}; do # until the scheduler has had something to divide
		sleep 2
		now=("$(have_read "${all[0]}")" "$(have_read "${all[1]}")")
		one=$((now[0] - before[0])) two=$((now[1] - before[1]))
		[ $((one + two)) -lt 200 ] || break
	done
	kill -9 "${shells[@]}"
	wait "${launchers[@]}" || :
	echo "$1: $one, $2: $two"
	assert [ "$one" -gt 0 ]
}
# shellcheck disable=SC2086 # words
have_read() { (cd /proc && for process in $1; do sed -n 's/^rchar: //p' "$process/io"; done) | awk '{ n += $1 } END { printf "%d", n / 1000000 }'; }

# twice CHECK COMMAND... - does it hold two times, of eight at most? (Weights count
# while the disk is what is short. On a busy machine that is a processor, for a while.)
twice() {
	local held=0
	for _ in 1 2 3 4 5 6 7 8; do
		"${@:2}"
		! "$1" || held=$((held + 1))
		[ $held -lt 2 ] || return 0
	done
	fail "$1: not two times of eight"
}
alike() { [ $((one * 10)) -lt $((two * 14)) ] && [ $((two * 10)) -lt $((one * 14)) ]; }
apart() { [ "$two" -gt $((one * 4)) ]; }

@test "05: two that want one disk get it by weight, and with the same weight the same" {
	controller blkio
	requires program losetup
	local queue one two
	truncate -s 40G disk # all of it a hole: nothing is on any other disk
	loop=$(losetup --find --show disk)
	queue=/sys/block/${loop#/dev/}/queue
	echo bfq >"$queue/scheduler" || skip "this kernel has no scheduler that heeds weights"
	echo 0 >"$queue/iosched/low_latency"
	echo 1 >"$queue/iosched/strict_guarantees"
	echo 1024 >"$queue/iosched/max_budget" # sectors: short turns
	twice alike readers "--blkio-weight 200" "--blkio-weight-device $loop:200"
	twice apart readers "--blkio-weight 100" "--blkio-weight-device $loop:1000"
	echo none >"$queue/scheduler"
}

# parent_make - a group for the groups of guests, with its memory counted:
# $parent, and its name for --cgroup-parent, $parent_name. The test removes it.
parent_make() {
	if two memory; then
		parent_name=/${place##*/}/parent
		parent=$place/parent
		mkdir "$parent"
		echo +memory >"$parent/cgroup.subtree_control"
	else
		parent_name=anatomy-$$
		parent=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)/anatomy-$$
		mkdir "$parent"
	fi
}

@test "05: a page that two use is on the bill of who touched it first, and then on that of the group above" {
	controller memory
	# (In version 1, the last such line is that with the groups below.)
	local bill='sed -n "s/^\(total_\)*shmem //p" $(find /sys/fs/cgroup -name memory.stat) | tail -n 1'
	local parent parent_name
	parent_make
	mkdir shared
	# shellcheck disable=SC2016 # the inner shell's
	parent=$parent run unshare --mount bash -c 'mount -t tmpfs none shared
		bill=$2; set -- "$1" --net none --cgroup-parent "$3" -v "$PWD/shared:/mnt"
		of_parent() { eval "${bill/\/sys\/fs\/cgroup/$parent -maxdepth 1}"; }
		of_parent
		"$@" sh -c "head -c 20m /dev/zero >/mnt/page; $bill"
		of_parent
		"$@" sh -c "cat /mnt/page >/dev/null; $bill"
		of_parent
		rm shared/page; of_parent' - "$step" "$bill" "$parent_name"
	rmdir "$parent"
	assert_equal "${#lines[@]}" 6
	assert [ "${lines[0]}" -lt $((4 << 20)) ]
	assert [ "${lines[1]}" -ge $((20 << 20)) ] # who touches it pays
	assert [ "${lines[2]}" -ge $((20 << 20)) ] # has ended: the bill is the parent's
	assert [ "${lines[3]}" -lt $((4 << 20)) ]  # who reads it now does not pay
	assert [ "${lines[4]}" -ge $((20 << 20)) ]
	assert [ "${lines[5]}" -lt $((4 << 20)) ] # and nobody for what is gone
}

# -------------------------------------------------------- where the groups are

@test "05: --cgroup-parent names the group that holds the guest's, and what limits that, limits both" {
	controller memory
	local parent=/sys/fs/cgroup/memory
	if [ "$version" = 1 ]; then
		parent+=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)/anatomy-$$
		mkdir "$parent"
		echo 24M >"$parent/memory.limit_in_bytes"
		echo 24M >"$parent/memory.memsw.limit_in_bytes" || :
		run "$step" --net none --cgroup-parent anatomy-$$ sh -c "$(take 60m)"
		rmdir "$parent"
	else
		mkdir "$place/small"
		echo +memory >"$place/small/cgroup.subtree_control"
		echo 24M >"$place/small/memory.max"
		echo 0 >"$place/small/memory.swap.max" || :
		run "$step" --net none --cgroup-parent "/anatomy-$$/small" sh -c "$(take 60m)"
	fi
	refute_line $((60 << 20))
	assert_output --partial Killed
	run -125 "$step" --net none --cgroup-parent nosuch true
	assert_line --index 0 --partial "nosuch' to make another in"
	assert_line --index 1 "  make it first: it is to be yours"
}

@test "05: a controller that is not there is named, with the place and the cure" {
	if two memory; then
		# A group with processes right below the root: no room above it but the root.
		mkdir "/sys/fs/cgroup/anatomy-$$-flat"
		echo $$ >"/sys/fs/cgroup/anatomy-$$-flat/cgroup.procs"
		run "$step" --net none --memory 64m true
		local second="$status $output" there
		guest
		there=$(cat "/proc/$guest/cgroup")
		kill -9 "$guest"
		wait $launcher || :
		echo $$ >"$place/shell/cgroup.procs"
		rmdir "/sys/fs/cgroup/anatomy-$$-flat"
		assert_regex "$there" "^0::/anatomy-$$-flat/vessel-$launcher(/guest)?$"
		assert_regex "$second" "^125 05-cgroups: --memory needs the controller 'memory', which '/sys/fs/cgroup/anatomy-$$-flat' does not hand on"
		assert_regex "$second" "systemd-run --scope"
		echo -memory >"$place/cgroup.subtree_control"
		run -125 "$step" --net none --memory 64m true
		assert_line --index 0 --partial "'memory', which '$place' does not hand on to the groups in it"
		assert_line --index 1 --partial "echo +memory >$place/cgroup.subtree_control"
	else
		controller memory
		run -125 unshare --mount bash -c "umount /sys/fs/cgroup/memory && '$step' --net none --memory 64m true"
		assert_line --index 0 "05-cgroups: --memory needs the controller 'memory', which is in no hierarchy here"
		assert_line --index 1 --partial "mount -t cgroup -o memory"
	fi
	assert_equal "${#lines[@]}" 2
}

@test "05: without the right to make groups it starts, and says so where a limit was asked for" {
	# shellcheck disable=SC2016 # the inner shell's
	local readonly='for m in $(sed -n "s|^[^ ]* \(/sys/fs/cgroup[^ ]*\) cgroup.*|\1|p" /proc/mounts); do mount -o remount,bind,ro $m; done; "$@"'
	run -0 unshare --mount bash -c "$readonly" - "$step" --net none cat /proc/self/cgroup
	refute_output --partial 05-cgroups:
	run -125 unshare --mount bash -c "$readonly" - "$step" --net none --pids-limit 10 true
	assert_line --index 0 --regexp "--pids-limit needs a group: cannot make one in '/sys/fs/cgroup.*': Read-only file system"
	assert_line --index 1 --partial "--privileged"
	cp "$step" .
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR" 2>/dev/null || :
	run -125 user ./05-cgroups --net none --pids-limit 10 --rootfs / true
	assert_line --index 0 --regexp "--pids-limit needs a group: cannot make one in '/sys/fs/cgroup.*': Permission denied"
	assert_line --index 1 --partial "sudo"
}

@test "05: a size is read as docker reads it" {
	local size
	for size in 67108864 67108864b 65536k 65536kb 64m 64M 64mb 64MiB; do
		run -0 "$step" --net none --memory "$size" \
			sh -c 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; true'
		assert_output 67108864
	done
}

@test "05: options that make no sense give 125 and one line" {
	local words
	while read -r words; do
		# shellcheck disable=SC2086 # these are words
		run -125 "$step" --net none $words true
		assert_line --index 0 --partial "${words#* }"
		assert_equal "${#lines[@]}" 2
	done <<-END
		--memory 64x
		--memory 64mx
		--memory 64bb
		--memory 64mibs
		--memory -1
		--memory 0
		--memory 1.5g
		--memory 99999999999999999999
		--memory 9999999999g
		--memory-swap -2
		--cpus 0
		--cpus 0.001
		--cpus half
		--cpus 1.
		--cpus .5
		--cpus -1
		--cpus 1e3
		--cpu-shares 1
		--cpu-shares 262145
		--cpu-weight 0
		--cpu-weight 10001
		--cpuset-cpus 1-
		--cpuset-cpus 3-1
		--cpuset-cpus 0,,1
		--cpuset-cpus 8000
		--cpuset-mems x
		--pids-limit -2
		--pids-limit 4194305
		--blkio-weight 9
		--blkio-weight 1001
		--device-read-bps /dev/null:1m
		--device-read-bps /dev/nosuch:1m
		--device-read-bps 1m
		--device-read-iops :5
		--device-write-iops /dev/null:
		--cgroup-parent ../x
		--cgroup-parent a/../../x
	END
	run -125 "$step" --memory 64m --memory-swap 32m true
	assert_line --index 0 --partial "cannot be below --memory"
	run -125 "$step" --memory-swap 64m true
	assert_line --index 0 --partial "needs --memory"
	run -125 "$step" --memory 64m --memory-reservation 65m true
	assert_line --index 0 --partial "cannot be above --memory"
}

# ------------------------------------------------------- nothing is left behind

# intruder GROUP... - a process of the host's in groups of a guest, $intruder, that
# becomes eight, and each of them goes on as its child, as often as it can: a list
# of who is there is old when it is read. (In a session, to be found by.)
intruder() {
	requires program python3
	rm -f bomb
	mkfifo bomb
	setsid bash -c 'read -r _ <bomb; exec "$@"' - python3 -c '
import os, time
end = time.time() + 60
for i in range(3):
	os.fork()
while time.time() < end:
	try:
		if os.fork():
			os._exit(0)
	except OSError:
		pass' 3>&- &
	intruder=$!
	local group
	for group; do echo $intruder >"$group/cgroup.procs"; done
	echo go >bomb
	eventually bash -c "! [ -e /proc/$intruder ] && pgrep -s $intruder"
}
intruder_gone() { ! pgrep -s "$intruder"; }

@test "05: the groups are removed with whoever is left in them, and the groups in them" {
	controller pids
	local groups
	guest --pids-limit 30 2>words
	mapfile -t groups < <(groups $launcher)
	intruder "${groups[@]}"
	for group in "${groups[@]}"; do mkdir -p "$group/deep/deeper"; done
	kill -9 "$guest"
	wait $launcher || :
	run -0 cat words # "cannot remove"
	refute_output
	assert_equal "$(groups $launcher)" ''
	eventually intruder_gone
}

@test "05: what a launcher that was killed has left, the next start removes; a living one's it leaves" {
	controller pids
	local groups living
	guest
	living=$launcher
	guest --pids-limit 30
	mapfile -t groups < <(groups $launcher)
	intruder "${groups[@]}"
	kill -9 $launcher
	wait $launcher || :
	eventually gone "$guest"
	assert [ -n "$(groups $launcher)" ]
	run -0 "$step" --net none true
	assert_equal "$(groups $launcher)" ''
	eventually intruder_gone
	assert [ -n "$(groups $living)" ]
	kill -0 "$living"
}

thawed_and_swept() { "$step" --net none true && gone "$guest" && [ -z "$(groups "$launcher")" ]; }

@test "05: who froze its own group is ended by the next start, when its launcher was killed" {
	controller freezer
	guest
	local group
	group=$(groups $launcher "$(two freezer || echo freezer)")
	[ ! -d "$group/guest" ] || group+=/guest
	if two freezer; then echo 1 >"$group/cgroup.freeze"; else echo FROZEN >"$group/freezer.state"; fi
	kill -9 $launcher
	wait $launcher || :
	eventually thawed_and_swept
}

@test "05: no other user locks a guest's group before its launcher does" {
	requires program strace flock setpriv
	local tracer group='' said='' code=0
	strace -qq -o /dev/null -e inject=flock:delay_enter=200000 "$step" --net none sleep 1000 3>&- &
	tracer=$!
	eventually pgrep -P $tracer
	launcher=$(pgrep -P $tracer)
	made() { group=$(groups "$launcher" | head -n 1) && [ -n "$group" ]; }
	eventually made
	said=$(user flock -n "$(lock_of "$group")" true 2>&1) || code=$?
	eventually group_up "$launcher" || :
	local mode
	mode=$(stat -c %a "$group")
	kill "$launcher"
	wait "$tracer" || :
	assert [ "$code" != 0 ]
	assert_regex "$said" "Permission denied"
	assert_equal "$mode" 755
}

@test "05: a user who waits for all locks of a guest's groups that he can open keeps none of them there when its launcher was killed" {
	requires program flock setpriv
	local group file groups
	guest
	mapfile -t groups < <(groups $launcher)
	for group in "${groups[@]}"; do
		for file in "$group" "$group"/*; do
			setpriv --reuid 65534 --regid 65534 --clear-groups flock -F "$file" sleep 300 2>/dev/null 3>&- &
		done
	done
	kill -9 $launcher
	wait $launcher || :
	eventually gone "$guest"
	his() { ! flock -n "$1" true; }
	for group in "${groups[@]}"; do eventually his "$group"; done
	run -0 "$step" --net none true
	assert_equal "$(groups $launcher)" ''
}

@test "05: make clean-host removes such groups as well, and leaves a living one's" {
	controller pids
	local groups living
	guest
	living=$launcher
	guest --pids-limit 30
	mapfile -t groups < <(groups $launcher)
	intruder "${groups[@]}"
	kill -9 $launcher
	wait $launcher || :
	DRY=1 run -0 "$ROOT/tools/clean-host"
	assert_line --regexp "^would remove the group /sys/fs/cgroup/.*vessel-$launcher$"
	refute_line --regexp "vessel-$living$"
	run -0 "$ROOT/tools/clean-host"
	assert_line --regexp "^removed the group /sys/fs/cgroup/.*vessel-$launcher$"
	assert_equal "$(groups $launcher)" ''
	eventually intruder_gone
	assert [ -n "$(groups $living)" ]
	kill -0 "$living"
}

@test "05: that a process lives which has the number of a dead launcher makes no difference, and other names are left alone" {
	local own owns=() name names=(vessel-1 vessel-$$ vessel-1x vessel-mine vessel- myvessel-1)
	while read -r own; do
		own=${own%/cgroup.procs}
		[ -z "$place" ] || own=$place
		owns+=("$own")
		for name in "${names[@]}"; do mkdir -p "$own/$name"; done
	done < <(find /sys/fs/cgroup -maxdepth 3 -name cgroup.procs -exec grep -lx $$ {} +)
	[ ${#owns[@]} -gt 0 ] || skip "there are no groups here to make others in"
	run -0 "$step" --net none true
	for own in "${owns[@]}"; do
		for name in "${names[@]}"; do
			[ ! -d "$own/$name" ] || echo "$name"
		done
	done | sort -u >left
	for own in "${owns[@]}"; do
		for name in "${names[@]}"; do
			[ ! -d "$own/$name" ] || rmdir "$own/$name"
		done
	done
	run -0 cat left
	assert_output "$(printf '%s\n' myvessel-1 vessel- vessel-1x vessel-mine | sort)"
}

@test "05: two hundred starts from four loops at once leave no group" {
	local loop_number
	for loop_number in 1 2 3 4; do
		(for _ in {1..50}; do "$step" --net none echo well || exit; done >"loop.$loop_number" 2>&1) 3>&- &
	done
	wait
	run -0 bash -c 'cat loop.? | sort | uniq -c | tr -s " "'
	assert_output " 200 well"
	eventually none_left
}

@test "05: kill -9 at twenty moments leaves nothing after the next start" {
	local moment moments
	moments "$step" --net none true
	for moment in "${moments[@]}"; do
		"$step" --net none sleep 30 2>/dev/null 3>&- &
		sleep "$moment"
		kill -9 $!
		wait $! 2>/dev/null || :
	done
	# shellcheck disable=SC2317 # eventually calls it
	swept() { "$step" --net none true && none_left; }
	eventually swept
}

@test "05: Ctrl-C at any moment, and a guest that fails half-way, leave nothing" {
	local moment moments
	moments "$step" --net none true
	for moment in "${moments[@]}"; do
		env --default-signal "$step" --net none sleep 1000 2>/dev/null 3>&- &
		until [ "/proc/$!/exe" -ef "$step" ]; do :; done # before, the shell ignores SIGINT
		sleep "$moment"
		kill -INT $!
		wait $! || :
	done
	eventually none_left
	own_rootfs
	rm -rf "$ROOTFS/proc"
	ln -s /tmp "$ROOTFS/proc"
	run -125 "$step" --net none --rootfs "$ROOTFS" true
	run -127 "$step" --net none nosuch
	eventually none_left
}
