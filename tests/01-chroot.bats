#!/usr/bin/env bats
# 01-chroot.bats - a root directory of its own.

load helper

setup() {
	requires root
	step=$BIN/01-chroot
	canary=$BATS_TEST_TMPDIR/canary
	echo "a file of the host" >"$canary"
}

@test "01: a path of the host leads nowhere inside" {
	run -0 cat "$canary"
	assert_output "a file of the host"
	run -1 "$step" cat "$canary"
	assert_output --partial "No such file or directory"
}

@test "01: the command sees the files of the root that it was given" {
	own_rootfs
	echo hello >"$ROOTFS/greeting"
	run -0 "$step" --rootfs "$ROOTFS" cat /greeting
	assert_output hello
}

@test "01: what the command writes lands in the root, with the host's uid 0" {
	own_rootfs
	run -0 "$step" --rootfs "$ROOTFS" sh -c 'echo mine >/tmp/file'
	run -0 stat -c %u "$ROOTFS/tmp/file"
	assert_output 0
}

@test "01: the working directory is the new root, not one outside of it" {
	cd "$BATS_TEST_TMPDIR"
	run -0 "$step" sh -c 'pwd; ls -d bin etc'
	assert_line --index 0 /
	refute_output --partial canary
}

@test "01: a descriptor that the caller left open is closed for the command" {
	# Without us, chroot(8) hands it on:
	run -0 bash -c 'exec 9<"$1"; chroot "$2" /bin/sh -c "cat <&9"' - "$canary" "$ROOTFS"
	assert_output "a file of the host"
	run bash -c 'exec 9<"$1"; "$2" sh -c "cat <&9"' - "$canary" "$step"
	assert_failure
	assert_output --partial "Bad file descriptor"
}

@test "01: the caller's environment stays outside, but for TERM" {
	SECRET=hunter2 TERM=vt100 run -0 "$step" env
	refute_output --partial hunter2
	assert_line TERM=vt100
	assert_line HOME=/root
	assert_line --regexp '^PATH=.*:/bin$'
}

@test "01: still leaking: root inside walks out of the root" {
	run -0 "$step" /attacks/walk-out "$canary"
	assert_output "a file of the host"
}

@test "01: still leaking: a process of the host can be killed from inside" {
	sleep 1000 3>&- &
	run -0 "$step" kill -9 $!
	eventually gone $!
}

@test "01: still leaking: the host name can be changed from inside" {
	# (in a namespace that stands in for the host)
	run -0 unshare --uts sh -c "hostname before; $step hostname after; hostname"
	assert_output after
}

@test "01: still leaking: what the command left in the background goes on" {
	own_rootfs
	mkdir -p "$ROOTFS/dev"
	mknod -m 666 "$ROOTFS/dev/null" c 1 3
	run -0 "$step" --rootfs "$ROOTFS" sh -c 'sleep 1000 >/dev/null 2>&1 3>&- & echo $!'
	run -0 kill -9 "$output"
}

@test "01: still leaking: SysV memory of the host can be removed from inside" {
	run -0 unshare --ipc sh -c "ipcmk -M 64 >/dev/null; $step /attacks/ipc-wipe; ipcs -m"
	assert_line --partial "removed shared memory"
	refute_output --partial 0x
}
