#!/usr/bin/env bats
# doctor.bats - the doctor's verdicts, and how they change when one thing is gone.

setup() {
	load helper
	DOCTOR=$BIN/doctor
	[ -x "$DOCTOR" ] || fail "there is no $DOCTOR: make build/bin/doctor"
	cd "$ROOT" || return
}

# without CALL:ERROR... - the doctor, on a kernel where the calls fail like that.
without() {
	requires program strace
	local options=() call
	for call; do
		options+=(-e "inject=${call%%:*}:error=${call#*:}")
	done
	strace -f -qq -o /dev/null "${options[@]}" "$DOCTOR"
}

# verdict NN - the line on a step in $output, and what is indented below it.
verdict() {
	local line found=
	# shellcheck disable=SC2086 # its blanks are to become one
	while IFS= read -r line; do
		case $line in
		'  ok    '*|'  with  '*|'  sudo  '*|'  no    '*|'        planned'*) found=${line:8:2} ;;
		'') found= ;;
		esac
		[ "$found" != "$1" ] || printf '%s ' $line
	done <<<"$output"
}

assert_verdict() { # NN TEXT
	local text
	text=$(verdict "$1")
	[[ $text == *"$2"* ]] || fail "step $1: '$text' has no '$2'"
}

refute_verdict() { # NN TEXT
	local text
	text=$(verdict "$1")
	[[ -n $text && $text != *"$2"* ]] || fail "step $1: '$text' has '$2'"
}

report() { # the block for a bug report in $output
	sed -n '/^-----/,/^-----/p' <<<"$output"
}

@test "there is a verdict for every step, built or planned" {
	run "$DOCTOR"
	local number step
	for number in 00 01 02 03 04 05 06 07 08 09 10 11 12; do
		compgen -G "steps/$number-*" >/dev/null || {
			assert_output --regexp "planned .*$number-|no +$number-.*\(planned\)"
			continue
		}
		assert_line --regexp "^  (ok|with|sudo|no)  +$number-[a-z0-9-]+ +(works|needs|does not)"
	done
	refute_line --regexp 'works .*\(planned\)'
	for step in steps/[0-9][0-9]-*; do
		assert_line --regexp "^  (ok|with|sudo|no)  +${step#steps/} "
	done
}

@test "all goes well where all that is needed is there" {
	requires root
	run "$DOCTOR"
	assert_success
	assert_verdict 01 "ok 01-chroot works here"
	assert_verdict 02 "ok 02-pid-ns works here"
	refute_verdict 03 "does not work"
}

@test "without skopeo vessel works, and pulls nothing" {
	requires root
	PATH=$BATS_TEST_TMPDIR run "$DOCTOR"
	command -v skopeo | grep -q sbin/ || assert_verdict 11 "works with images of files alone: none is pulled skopeo is not installed: install skopeo"
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/bin/skopeo"
	chmod 755 "$BATS_TEST_TMPDIR/bin/skopeo"
	PATH=$BATS_TEST_TMPDIR/bin run "$DOCTOR"
	refute_verdict 11 pulled
}

@test "an ordinary user is told to use sudo, and that 07 goes without" {
	requires root
	run user "$DOCTOR"
	assert_success
	assert_verdict 00 "works here"
	assert_verdict 01 "works with sudo"
	refute_verdict 01 rootless
	assert_verdict 07 "sudo, or rootless"
}

@test "what only root can try is not said to work, and not said line by line" {
	requires root
	requires program strace
	cp "$DOCTOR" "$BATS_TEST_TMPDIR"
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
	run user strace -f -qq -o /dev/null -e inject=unshare:error=EPERM "$BATS_TEST_TMPDIR/doctor"
	assert_verdict 02 "sudo 02-pid-ns needs sudo: not tried"
	assert_verdict 04 "needs sudo: not tried"
	refute_verdict 03 "works"
	assert_line "'sudo make doctor' tries what only root can."
	run report
	[ "$(grep -c '^not tried' <<<"$output")" = 1 ] || fail "$output"
	refute_output --regexp '(uts namespace.*){2}'
	local line
	while read -r line; do [[ ${#line} -le 80 || $line != *namespace* ]] || fail "$line"; done <<<"$output"
}

@test "a tool that is missing is said to be once, in words" {
	PATH=/nowhere run "$DOCTOR"
	refute_output --partial 'newuidmap: newuidmap'
	refute_output --partial ': find:'
}

@test "a kernel without clone3 makes step 02 work with clone" {
	requires root
	run without clone3:ENOSYS
	assert_success
	assert_verdict 02 "works with clone(2) instead of clone3"
	assert_verdict 02 "this kernel has no clone3"
	assert_verdict 02 "Linux 5.3"
}

@test "a kernel without fsopen makes step 03 work with mount" {
	requires root
	run without fsopen:ENOSYS
	assert_success
	assert_verdict 03 "works with mount(2) instead of fsopen"
	assert_verdict 03 "fsopen: this kernel has no fsopen"
	assert_verdict 03 "Linux 5.2"
	refute_verdict 02 fsopen
}

@test "without mount_setattr and open_tree, step 03 names both" {
	requires root
	run without mount_setattr:ENOSYS open_tree:ENOSYS
	assert_verdict 03 "mount(2) instead of open_tree"
	assert_verdict 03 "mount(2) instead of mount_setattr"
	assert_verdict 03 "Linux 5.12"
}

@test "without openat2, step 03 does not work, nor what builds on it" {
	requires root
	run without openat2:ENOSYS
	assert_failure 1
	assert_verdict 03 "does not work: openat2"
	assert_verdict 05 "it builds on 03-mnt-ns"
	refute_verdict 02 "does not work"
	refute_verdict 00 "does not work"
}

@test "an initramfs, which pivot_root refuses, is named as the cause" {
	requires root
	run without pivot_root:EINVAL
	assert_failure 1
	assert_verdict 03 "does not work: pivot_root: the root is an initramfs"
	assert_verdict 03 "chroot into a bind mount"
}

@test "a kernel without veth is told which module to load" {
	requires root
	run without sendto:EOPNOTSUPP
	assert_verdict 04 "does not work"
	assert_verdict 04 "sudo modprobe veth"
	refute_verdict 05 "veth"
}

@test "a kernel without seccomp filters loses step 09" {
	requires root
	run without seccomp:ENOSYS
	assert_verdict 09 "does not work: seccomp filter: this kernel has no seccomp"
	refute_verdict 08 "seccomp"
}

@test "a kernel without landlock loses no step" {
	requires root
	run without landlock_create_ruleset:ENOSYS
	assert_success
	assert_verdict 09 "works with neither landlock-ro nor landlock-rw"
	assert_verdict 09 "this kernel has no landlock_create_ruleset"
	run strace -f -qq -o /dev/null -e inject=landlock_create_ruleset:retval=2 "$DOCTOR"
	assert_verdict 09 "works with neither landlock-ro nor landlock-rw"
	assert_verdict 09 "Linux 6.2"
}

@test "a root without CAP_SYS_ADMIN is told that it is a sandbox" {
	requires root
	run setpriv --bounding-set -sys_admin "$DOCTOR"
	assert_failure 1
	assert_verdict 01 "works here"
	assert_verdict 02 "does not work: pid namespace: root has no CAP_SYS_ADMIN here"
	assert_verdict 02 "--cap-add=SYS_ADMIN or --privileged"
	assert_line --regexp 'root lacks: .*CAP_SYS_ADMIN'
}

@test "a root without CAP_NET_ADMIN loses step 04 only" {
	requires root
	run setpriv --bounding-set -net_admin "$DOCTOR"
	assert_verdict 04 "root has no CAP_NET_ADMIN here"
	refute_verdict 03 "does not work"
	refute_verdict 05 "does not work"
	assert_verdict 08 "CAP_NET_ADMIN"
}

@test "where user namespaces are switched off, step 07 names the switch" {
	requires root
	# shellcheck disable=SC2016 # the other shell expands it
	run unshare --user --map-root-user sh -c \
		'echo 0 >/proc/sys/user/max_user_namespaces && exec "$0"' "$DOCTOR"
	assert_verdict 07 "/proc/sys/user/max_user_namespaces is used up"
	assert_verdict 07 "sudo sysctl user.max_user_namespaces=15000"
	assert_line --regexp 'inside of +.*a user namespace'
}

@test "in a chroot, what the kernel refuses there is put down to it" {
	requires root
	cp "$DOCTOR" "$BATS_TEST_TMPDIR/"
	# A root directory that is no mount point, but full of them.
	# shellcheck disable=SC2016 # the other shell expands it
	run unshare --mount sh -c 'cd "$0" &&
		for name in usr bin lib lib64 proc sys dev tmp; do
			[ ! -e /$name ] || { mkdir $name && mount --rbind /$name $name; }
		done && exec chroot . /doctor' "$BATS_TEST_TMPDIR"
	assert_failure 1
	assert_verdict 03 "does not work: private mounts: we are in a chroot"
	assert_verdict 04 "it builds on 03-mnt-ns"
	assert_verdict 07 "user namespace: we are in a chroot"
	assert_line --regexp 'inside of: .*a chroot'
}

@test "cgroups that are mounted read-only are said to be" {
	requires root
	# shellcheck disable=SC2016
	run unshare --mount sh -c 'awk "\$3 ~ /^cgroup/ { print \$2 }" /proc/mounts |
		while read -r place; do mount -o remount,bind,ro "$place"; done
		exec "$0"' "$DOCTOR"
	assert_verdict 05 "cgroups are mounted read-only here: a container"
	refute_verdict 06 "cgroup"
}

@test "where there are no cgroups, step 05 says what to mount" {
	requires root
	# shellcheck disable=SC2016 # the other shell expands it
	run unshare --mount sh -c 'umount -R /sys/fs/cgroup; exec "$0"' "$DOCTOR"
	assert_verdict 05 "no cgroup controller is mounted"
	assert_line --regexp 'cgroups +none'
}

@test "a verdict can be read without colours, and colours can be had" {
	requires program script
	run "$DOCTOR"
	refute_output --partial $'\033'
	run env -u NO_COLOR TERM=xterm script -qec "'$DOCTOR'" /dev/null </dev/null
	assert_output --partial $'\033[3'
	run env NO_COLOR=1 TERM=xterm script -qec "'$DOCTOR'" /dev/null </dev/null
	refute_output --partial $'\033'
}

@test "the bug report says what is needed, and names nobody" {
	requires root
	local name=zebrafinch
	run unshare --uts env USER=$name HOME=/home/$name SUDO_USER=$name \
		sh -c "echo $name >/proc/sys/kernel/hostname; exec tools/doctor"
	run report
	assert_line --partial "kernel: Linux"
	assert_line --partial "distribution: "
	assert_line --partial "cgroups: "
	assert_line --partial "checkout: "
	assert_line --regexp '^steps: 00 [a-z]+, 01 '
	assert_line --regexp '^(cc|gcc|clang): '
	refute_output --partial $name
	refute_output --partial "$ROOT"
	refute_output --partial /home/
}

@test "the bug report holds what has failed" {
	requires root
	run without fsopen:ENOSYS
	run report
	assert_line "failed: fsopen: fsopen: Function not implemented"
	assert_line --regexp '^steps: .*03 with'
}

@test "the host is as it was before, whoever asks" {
	tests/host-state >"$BATS_TEST_TMPDIR/before"
	"$DOCTOR" >"$BATS_TEST_TMPDIR/out" || :
	[ "$(id -u)" != 0 ] || user "$DOCTOR" >"$BATS_TEST_TMPDIR/out" || :
	tests/host-state >"$BATS_TEST_TMPDIR/after"
	run diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	assert_success
}

@test "programs can read it too" {
	requires program python3
	run bash -c '"$1" --json | python3 -c "
import json, sys
all = json.load(sys.stdin)
print(len(all[\"steps\"]), all[\"steps\"][4][\"step\"], len(all[\"facts\"]) > 40)"' \
		- "$DOCTOR"
	assert_output "13 04-net-veth True"
}

@test "that it takes a while the first time is said, and no other time" {
	requires root
	unset MAKEFLAGS # (Another BUILD on make's command line would win.)
	local stderr # (what "run" has put there)
	BUILD=$BATS_TEST_TMPDIR/build run --separate-stderr tools/doctor
	assert_equal "$stderr" 'building the doctor ...'
	run --separate-stderr tools/doctor
	assert_equal "$stderr" ''
}

@test "without a compiler, the doctor says so, and what to type" {
	local name
	mkdir "$BATS_TEST_TMPDIR/bin"
	for name in sh awk cat dirname git grep head id ls make readlink sed \
		sort tail tr uname; do
		! command -v $name >/dev/null ||
			ln -s "$(command -v $name)" "$BATS_TEST_TMPDIR/bin/"
	done
	run env -u CC PATH="$BATS_TEST_TMPDIR/bin" tools/doctor
	assert_failure 1
	assert_line --regexp '^  no +01-chroot +does not work: there is no compiler'
	assert_line --partial "type: sudo tools/setup run"
	assert_line --partial "doctor: not built: there is no compiler"
	assert_line --partial "kernel: Linux"
}
