#!/usr/bin/env bats
# tools.bats - what make trace-NN, diff-NN, help, step-NN and clean-host show.

load helper

setup() {
	cd "$ROOT" || return
	# It cannot look for leaks while strace looks at it.
	export ASAN_OPTIONS=detect_leaks=0 LC_ALL=C.UTF-8
}

teardown() {
	[ ! -e "$BATS_TEST_TMPDIR/pids" ] ||
		xargs -r kill -KILL <"$BATS_TEST_TMPDIR/pids" 2>/dev/null || :
}

trace() {
	requires root
	requires program strace
	run tools/trace "$@"
}

# row PATTERN - a row of the trace, with one blank where there are many.
row() {
	sed 's/[─│]*//g; s/  */ /g' <<<"$output" | grep -qE "$1" ||
		fail "no row '$1' in:"$'\n'"$output"
}

# fits - no line of $output is wider than a wall.
fits() {
	local line
	for line in "${lines[@]}"; do [ ${#line} -le 80 ] || fail "${#line} columns: $line"; done
}

# A checkout of its own, with its own launchers and root file system.
own_checkout() {
	HERE=$(readlink -f "$BATS_TEST_TMPDIR")/$1
	mkdir -p "$HERE/tools" "$HERE/build"
	cp tools/clean-host "$HERE/tools"
	cp -a "$BIN" "$HERE/build/bin"
	cp -a "$ROOTFS" "$HERE/build/rootfs"
	# (A shell wants it for what runs in the background.)
	rm -f "$HERE/build/rootfs/dev/null"
	mknod -m 666 "$HERE/build/rootfs/dev/null" c 1 3
}

# leave NAME - sets LEFT to what a container of step 01 leaves behind.
leave() {
	own_checkout "$1"
	"$HERE/build/bin/01-chroot" sh -c \
		'setsid sleep 1000 </etc/passwd >/etc/out 2>&1 & echo $!' \
		>"$BATS_TEST_TMPDIR/left"
	LEFT=$(cat "$BATS_TEST_TMPDIR/left")
	echo "$LEFT" >>"$BATS_TEST_TMPDIR/pids"
	eventually grep -q sleep "/proc/$LEFT/cmdline"
}

# ------------------------------------------------------------------ trace-NN

@test "trace-01 shows the guest's birth, the gate, and chroot in its lane" {
	trace "$BIN/01-chroot"
	assert_success
	row '^host +guest +step$'
	row '^clone3?\(no namespace\) ▶ ┬ a child'
	row '^go ▶ past the gate'
	row '^ chroot .*rootfs 01 root'
	row '^ execve /bin/true'
	row '^wait4 ◀ ┴ exit 0'
}

@test "trace-02 says which step explains each namespace, and the host name" {
	trace "$BIN/02-pid-ns"
	assert_success
	row '^clone3?\(NEWPID 02 pids'
	row '^ NEWUTS 02 name'
	row '^ NEWIPC\) ▶ ┬ .* 02 ipc'
	row '^ sethostname 02-pid-ns 02 name'
}

@test "trace-03 shows what is mounted where, and the way into the new root" {
	trace "$BIN/03-mnt-ns"
	assert_success
	row '^ NEWNS\) ▶ ┬ .* 03 mounts'
	row '^ f?s?mount proc nosuid,nodev,noexec'
	row '^ → (move_mount )?onto /proc$'
	row "^ open_tree ${BUILD#"$ROOT/"}/rootfs 03 mounts"
	row '^ → move_mount onto itself'
	[ ! -d /sys/firmware ] || [ ! -d /proc/acpi ] || row '^ open_tree the tmpfs on /proc/acpi'
	row '^ mknodat /dev: null zero full random'
	row '^ pivot_root \. \. 03 mounts'
	row '^ umount2 detach the host.s root'
}

@test "trace-04 shows what is told to the kernel on both sides of the cable" {
	requires program strace
	requires root
	trace "$BIN/04-net-veth"
	row '^netlink NEWLINK vessel0 04 net$'
	row '^ bridge$'
	row '^ alias vessel:$'
	row '^netlink nftables: a table, 04 net$'
	row '^ its chains and rules$'
	row '^ fd76:6573:7365:6c00::1$'
	row '^netlink DELLINK vessel0-[0-9]+ 04 net$'
	refute_output --partial 'size=7'
	row 'NEWNET\) .*a child, held at the gate 04 net$'
	row '^ netlink SETLINK lo up 04 net$'
	row '^ netlink NEWADDR 10.118.83.[0-9]+ 04 net$'
	row '^ netlink NEWROUTE via 10.118.83.1 04 net$'
}

@test "trace-09 shows that the keys go first, and then the filters, before the rights" {
	OPTIONS='--net none --storage none --userns host --security-opt landlock-ro=/bin' trace "$BIN/09-seccomp"
	row '^ keyctl JOIN_SESSION_KEYRING 09 keys$'
	[[ $output == *Landlock* ]] || row '^ landlock: /bin 09 files$'
	row '^ seccomp: a filter of [0-9]+ instructions 09 filter$'
	[ "$(grep -nE 'seccomp: a filter' <<<"$output" | tail -n 1 | cut -d : -f 1)" -lt \
		"$(grep -n CAPBSET_DROP <<<"$output" | head -n 1 | cut -d : -f 1)" ] || fail "$output"
}

@test "trace-10 shows that who joins a guest gives all up before the child is born in it" {
	requires root
	requires program strace
	"$BIN/10-enter" --net none --storage none sleep 3100 3>&- &
	local launcher=$!
	echo $launcher >"$BATS_TEST_TMPDIR/pids"
	eventually pgrep -fx 'sleep 3100'
	OPTIONS="--enter $(pgrep -fx 'sleep 3100')" trace "$BIN/10-enter"
	assert_success
	row '^ setns .*NEWNS.* 10 enter$'
	row '^ 2: execve /bin/true'
	[ "$(grep -n 'capset ' <<<"$output" | tail -n 1 | cut -d : -f 1)" -lt \
		"$(grep -n 'one more guest' <<<"$output" | head -n 1 | cut -d : -f 1)" ] || fail "$output"
	OPTIONS="--storage none --net container:$(pgrep -fx 'sleep 3100')" trace "$BIN/10-enter"
	row '^setns NEWNET 10 enter$'
	pkill -KILL -fx 'sleep 3100'
	wait $launcher || : # it tidies up
}

@test "trace-11 shows that the launch goes on in a process of its own, which becomes the monitor" {
	OPTIONS='--net none' trace "$BIN/vessel" 'exit 5'
	assert_failure 5
	row '^ *(clone|fork).* 11 monitor$'
	row '→ a process that stays:'
	row '^clone3?\(.*NEWPID'
	row '^go ▶ [0-9]: past the gate'
	row '^ [0-9]: execve /bin/sh'
	[ "$(grep -n 'past the gate' <<<"$output" | head -n 1 | cut -d : -f 1)" -lt \
		"$(grep -n 'execve vessel-monitor' <<<"$output" | head -n 1 | cut -d : -f 1)" ] || fail "$output"
}

@test "a trace shows paths in place of descriptors" {
	trace "$BIN/03-mnt-ns"
	refute_output --partial '<'
	refute_output --partial '/proc/self/fd/'
	run grep -E '(mount|open_tree|mknodat|symlinkat|chdir)[a-z_]* [0-9]' \
		<<<"$output"
	assert_failure
}

@test "a trace ends with the exit code of the guest" {
	trace "$BIN/02-pid-ns" 'exit 42'
	assert_failure 42
	row '^wait4 ◀ ┴ exit 42'
	trace "$BIN/01-chroot" 'kill -9 $$'
	assert_failure 137
}

@test "a trace lets the guest's own output through, and its input" {
	trace "$BIN/01-chroot" 'read -r word; echo "I read $word"' <<<gate
	assert_success
	assert_line 'I read gate'
}

@test "a call that fails says why at its end" {
	requires program strace setpriv
	requires root
	run setpriv --bounding-set -sys_admin tools/trace "$BIN/02-pid-ns"
	assert_failure 125
	run tr -s ' \n' ' ' <<<"$output"
	assert_output --regexp 'clone3?\([A-Z ]+\): Operation not permitted'
}

@test "a trace that would need root says so in one line, and draws nothing" {
	requires root
	within_reach tools
	cp "$BIN/02-pid-ns" "$REACH"
	run user "$REACH/tools/trace" "$REACH/02-pid-ns"
	assert_failure 125
	assert_output "trace: a container takes root: type 'sudo make trace-02'"
}

@test "a guest that cannot get ready is seen to tell the host" {
	OPTIONS='--rootfs /nowhere' trace "$BIN/03-mnt-ns"
	assert_failure 125
	row "^◀ send: cannot make '/nowhere'"
	row '^wait4 ◀ ┴ exit 125'
}

@test "with --init the second guest process is told from the first" {
	OPTIONS='--init' trace "$BIN/02-pid-ns"
	assert_success
	row '^ (clone3?|fork) → one more guest process, 2'
	row '^ 2: execve /bin/true'
}

@test "a trace fits into 80 columns where there is no terminal" {
	trace "$BIN/03-mnt-ns"
	lines=("${lines[@]:1}")
	fits
}

@test "a trace draws its lines in ASCII where letters are ASCII" {
	LC_ALL=C trace "$BIN/02-pid-ns"
	assert_line --regexp '^go -+> \| past the gate'
	run env LC_ALL=C grep -c '[^ -~]' <<<"$output"
	assert_output 0
}

@test "Ctrl-C ends the traced container, shows the trace, leaves nothing" {
	requires root
	requires program strace python3
	mkdir "$BATS_TEST_TMPDIR/temporary"
	TMPDIR=$BATS_TEST_TMPDIR/temporary run timeout 30 python3 -c '
import os, signal, subprocess, sys, time
job = subprocess.Popen(sys.argv[1:], start_new_session=True,
                       preexec_fn=lambda: signal.signal(2, signal.SIG_DFL))
time.sleep(1.5)
os.killpg(job.pid, signal.SIGINT)
sys.exit(job.wait())' tools/trace "$BIN/02-pid-ns" 'exec sleep 4321'
	assert_failure 130
	row '^wait4 ◀ ┴ killed by'
	run pgrep -f 'sleep 4321'
	assert_failure
	run ls -A "$BATS_TEST_TMPDIR/temporary"
	assert_output ''
}

@test "without strace a trace says in one line how to get it" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$(command -v id)" "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin run /bin/bash tools/trace "$BIN/01-chroot"
	assert_failure 125
	assert_output "trace: strace is not installed: type 'sudo tools/setup trace'"
}

@test "where ptrace is forbidden a trace says in one line what to allow" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nexit 1\n' >"$BATS_TEST_TMPDIR/bin/strace"
	chmod +x "$BATS_TEST_TMPDIR/bin/strace"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run tools/trace "$BIN/01-chroot"
	assert_failure 125
	assert_output --regexp '^trace: .*SYS_PTRACE'
	assert_equal ${#lines[@]} 1
}

# ------------------------------------------------------------------- diff-NN

@test "diff-03 begins with the lesson, which replaces but a few lines" {
	run tools/diff 03-mnt-ns
	assert_success
	assert_line --index 0 --partial 03-mnt-ns
	assert_line --index 1 --regexp '^main.c, after 02-pid-ns: [0-9]+ lines more'
	local lesson
	lesson=$(sed '/^new in /,$d' <<<"$output")
	assert_regex "$lesson" $'\n\+\t*rootfs_enter'
	# Which headers are asked for is one line.
	assert_line --index 2 "  -jail.h +rootfs.h"
	refute_line --regexp '^[-+ ]#include "'
	[ "$(grep -c '^+' <<<"$lesson")" -le 24 ] || fail "too much: $lesson"
	[ "$(grep -c '^-' <<<"$lesson")" -le 6 ] || fail "not only added: $lesson"
}

@test "the diffs of the later steps hold their own organ's calls, each of them once" {
	local row step lesson call
	for row in "04-net-veth veth_prepare veth_attach veth_configure" \
		"05-cgroups cgroup_prepare cgroup_enter cgroup_attach cgroup_report" \
		"06-overlay overlay_prepare overlay_mount overlay_report" \
		"07-userns userns_prepare userns_map userns_enter" \
		"08-capabilities caps_apply" \
		"09-seccomp filter_prepare filter_enter filter_close" \
		"10-enter enter_prepare enter_learn enter_join enter_filter enter_close"; do
		step=${row%% *}
		lesson=$(tools/diff "$step" | sed '/^new in /,$d')
		for call in ${row#* }; do
			[ "$(grep -c "^+.*\b$call(" <<<"$lesson")" = 1 ] || fail "$step: $call is not in $lesson"
		done
		# What was there is at most called with one thing more.
		[ "$(grep -c '^-' <<<"$lesson")" -le 8 ] || fail "$step: not only added: $lesson"
	done
}

@test "diff-11 shows what a launch has more, and that it ends in another way" {
	local lesson call
	lesson=$(tools/diff 11-vessel | sed '/^new in /,$d')
	for call in start_prepare start_finish start_resume stdio_make stdio_take console_own settings_apply; do
		[ "$(grep -c "^+.*\b$call(" <<<"$lesson")" -ge 1 ] || fail "$call is not in $lesson"
	done
	# The launch is the one of step 10: no call of its organs goes, but for who waits for the end.
	run grep -E '^-.*\b(init_|rootfs_(private|enter)|veth_|cgroup_|userns_|caps_|filter_)[a-z]*\(' <<<"$lesson"
	refute_output
	run sed -n 2p <<<"$lesson"
	run grep -E '^main.c, after 10-enter: [0-9]+ lines (more|less), [0-9]+ replaced$' <<<"$lesson"
	assert_success
}

@test "diff-03 does not count the step's own name as a difference" {
	run bash -c 'tools/diff 03-mnt-ns | sed "/^new in /,\$d"'
	refute_line --regexp '^[+-].*(hostname|\.name|\.about) = '
	refute_line ' {'
	refute_line --regexp '^[+-]/\* 0'
}

@test "diff-03 goes on with the organ: its files, their lengths, their lines" {
	run tools/diff 03-mnt-ns
	assert_line --regexp "^  rootfs.c +$(wc -l <steps/03-mnt-ns/rootfs.c)\$"
	assert_line --regexp "^  rootfs.h +[0-9]+  a root"
	assert_line "rootfs.h: $(wc -l <steps/03-mnt-ns/rootfs.h) lines"
	assert_line 'void rootfs_enter(const char *path, const struct mounts *mounts)'
}

@test "diff-01 and diff-00 show all, as there is nothing before them" {
	run tools/diff 01-chroot
	assert_success
	assert_line --regexp '^main.c: [0-9]+ lines'
	assert_line --regexp '^.*jail_enter'
	refute_line --regexp '^-'
	[ -e steps/00-xray/main.c ] || return 0
	run tools/diff 00-xray
	assert_success
	assert_line --regexp '^int main'
	refute_line --regexp '^-'
}

@test "diff-03 is the same without git" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	local name
	for name in bash sed awk grep diff mktemp head cat wc rm dirname ls cut stty; do
		ln -s "$(command -v $name)" "$BATS_TEST_TMPDIR/bin"
	done
	tools/diff 03-mnt-ns >"$BATS_TEST_TMPDIR/git"
	PATH=$BATS_TEST_TMPDIR/bin run tools/diff 03-mnt-ns
	assert_success
	assert_output "$(cat "$BATS_TEST_TMPDIR/git")"
}

@test "a diff fits on a wall, and who reads only its head is not told of pipes" {
	local step
	for step in steps/*/; do
		run bash -c "tools/diff '$(basename "$step")' | expand"
		fits
	done
	run bash -o pipefail -c 'make diff-02 2>&1 | head -n 1'
	assert_success
	assert_equal ${#lines[@]} 1
}

@test "on a terminal a diff is paged, or ends where its list of files does" {
	requires program script
	local name
	mkdir "$BATS_TEST_TMPDIR/bin"
	for name in bash sed awk grep diff git mktemp head cat wc rm dirname ls cut stty; do
		ln -s "$(command -v $name)" "$BATS_TEST_TMPDIR/bin"
	done
	PATH=$BATS_TEST_TMPDIR/bin run "$(command -v script)" -qec 'tools/diff 03-mnt-ns' /dev/null
	assert_output --partial 'rootfs_enter(guest->rootfs'
	assert_output --partial 'all of it: make diff-03 | more'
	refute_output --partial '#define ROOTFS_H'
	printf '#!/bin/sh\necho "less $*"; cat\n' >"$BATS_TEST_TMPDIR/bin/less"
	chmod 755 "$BATS_TEST_TMPDIR/bin/less"
	PATH=$BATS_TEST_TMPDIR/bin run "$(command -v script)" -qec 'tools/diff 03-mnt-ns' /dev/null
	assert_output --partial 'less -RFX'
	assert_output --partial '#define ROOTFS_H'
}

@test "a diff of a step that is none says which there are" {
	run tools/diff 77
	assert_failure 2
	assert_output --partial 01-chroot
}

# ------------------------------------------------------------ help, step-NN

@test "help lists every target that the Makefile explains" {
	run tools/help Makefile
	assert_success
	local listed=$output target
	run sed -n 's/^\([a-z-]*\):.*## .*/\1/p' Makefile
	[ ${#lines[@]} -gt 5 ]
	for target in "${lines[@]}"; do
		grep -qE "^ +make $target +[^ ]" <<<"$listed" || fail "no $target"
	done
}

@test "help shows what one can type about a step, and which steps there are" {
	run make help
	assert_success
	local name
	for name in step diff trace test; do
		assert_line --regexp "^  make $name-NN +[^ ]"
	done
	assert_line --regexp 'NN is.* 01 chroot'
	assert_output --partial '04 net-veth'
	fits
}

@test "a step that is none is answered with those there are" {
	local goal
	for goal in step-3 step-77 diff-3 trace-77 test-3; do
		run make "$goal"
		assert_failure 2
		assert_output --regexp "there is no step '(3|77)': there are 00 01 02 03 04"
	done
}

@test "after step-NN one reads what ./run is, and what to type" {
	run tools/announce 03-mnt-ns
	assert_success
	assert_line --index 0 './run is 03-mnt-ns now'
	assert_line --index 1 --regexp '^  [A-Z].*\.$'
	local step
	for step in steps/*/main.c; do
		step=${step%/main.c}
		[ ! -e "$step/README.md" ] || assert_regex "$(tools/announce "${step#steps/}")" $' minutes\\.\ntry: |\n  minutes\\.\n'
	done
	assert_line --regexp '^try: .*\./run.* or: .*\./run'
	requires root
	refute_output --partial sudo
	within_reach tools/announce steps/03-mnt-ns
	run user "$REACH/tools/announce" 03-mnt-ns
	assert_output --partial 'sudo ./run'
}

@test "what announce proposes does work" {
	requires root
	local step command
	for step in steps/*/; do
		run tools/announce "$(basename "$step")"
		fits
	done
	for step in 01-chroot 02-pid-ns 03-mnt-ns; do
		tools/announce $step | sed -n 's/.* or: //p' >"$BATS_TEST_TMPDIR/c"
		command=$(sed "s|\./run|$BIN/$step|g" "$BATS_TEST_TMPDIR/c")
		run bash -c "$command" </dev/null
		[ "$status" -lt 2 ] || fail "$command: $output"
		# (Out of the chroot: this is the host's file, not the guest's.)
		[ $step != 01-chroot ] || assert_output "$(cat /etc/os-release)"
	done
}

@test "in a pipe there is no escape sequence in anything" {
	local tool
	for tool in 'make diff-03' 'make help' 'tools/announce 03-mnt-ns' \
		"tools/trace $BIN/01-chroot"; do
		run bash -c "TERM=xterm $tool | cat"
		refute_output --partial $'\e'
		assert_output
	done
}

# ---------------------------------------------------------------- clean-host

@test "clean-host ends what outlived its container of step 01, and says so" {
	requires root
	leave checkout
	run "$HERE/tools/clean-host"
	assert_success
	assert_output "ending $LEFT sleep 1000"
	gone "$LEFT"
	run "$HERE/tools/clean-host"
	assert_output 'nothing to clean'
}

@test "clean-host with DRY=1 only tells" {
	requires root
	leave checkout
	mkdir "$HERE/build/rootfs.Ab12Cd"
	DRY=1 run "$HERE/tools/clean-host"
	assert_success
	assert_line "would end $LEFT sleep 1000"
	assert_line 'would remove build/rootfs.Ab12Cd'
	run ! gone "$LEFT"
	[ -d "$HERE/build/rootfs.Ab12Cd" ]
}

@test "clean-host touches neither another checkout's nor a living container" {
	requires root
	leave another
	local other=$LEFT step
	own_checkout checkout
	for step in 01-chroot 02-pid-ns 03-mnt-ns; do
		"$HERE/build/bin/$step" sleep 1000 3>&- &
		echo $! >>"$BATS_TEST_TMPDIR/pids"
	done
	chroot "$HERE/build/rootfs" sleep 1000 3>&- &
	echo $! >>"$BATS_TEST_TMPDIR/pids"
	for pid in $(tail -n 4 "$BATS_TEST_TMPDIR/pids" | head -n 3); do
		eventually pgrep -P "$pid" -x sleep
	done
	run "$HERE/tools/clean-host"
	assert_success
	assert_output 'nothing to clean'
	while read -r pid; do run ! gone "$pid"; done <"$BATS_TEST_TMPDIR/pids"
	run ! gone "$other"
}

@test "clean-host removes half-made root file systems, and no whole one" {
	own_checkout checkout
	mkdir -p "$HERE/build/rootfs.Ab12Cd/bin" "$HERE/build/rootfs.d"
	run "$HERE/tools/clean-host"
	assert_success
	assert_line 'removed build/rootfs.Ab12Cd'
	[ ! -e "$HERE/build/rootfs.Ab12Cd" ]
	[ -e "$HERE/build/rootfs/bin/busybox" ]
	[ -d "$HERE/build/rootfs.d" ]
}

@test "clean-host removes the pins that nobody is in, and half ones, and no others" {
	requires root
	own_checkout pins
	cat >"$BATS_TEST_TMPDIR/host" <<-'END'
		mount -t tmpfs none /run; mount -t tmpfs none /sys/fs/cgroup # others' groups
		step=$1/build/bin/10-enter
		"$step" --net none --storage none sleep 3101 & launcher=$!
		until guest=$(pgrep -fx 'sleep 3101'); do sleep 0.05; done
		"$step" --enter $guest --with net --pin full
		unshare --net sleep 3102 & other=$!
		until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
		"$step" --enter $other --pin empty
		kill -9 $other; wait $other 2>/dev/null
		mkdir /run/vessel/pins/half; touch /run/vessel/pins/half/net
		DRY=1 "$1/tools/clean-host"; "$1/tools/clean-host"
		ls /run/vessel/pins
		"$step" --unpin full; ls /run | grep -v mount
		"$step" --enter $guest --with net --pin full
		kill -9 $launcher; wait $launcher 2>/dev/null
		while [ -e /proc/$guest ]; do sleep 0.05; done
		"$1/tools/clean-host" | grep pin; ls /run | grep -v mount; grep -c /run/vessel /proc/mounts
	END
	run timeout 60 unshare --net --mount --pid --fork --mount-proc --kill-child bash "$BATS_TEST_TMPDIR/host" "$HERE" 2>/dev/null 3>&-
	assert_output "$(printf '%s\n' 'would remove the pin empty' 'would remove the pin half' \
		'removed the pin empty' 'removed the pin half' full 'removed the pin full' 0)"
}

@test "clean-host removes the images that step 06 has made, and not those that somebody has got" {
	requires root
	own_checkout images
	cat >"$BATS_TEST_TMPDIR/host" <<-'END'
		mount -t sysfs none /sys; mount -t tmpfs none /sys/fs/cgroup; mount -t tmpfs none /run
		mkdir -p /var/lib/vessel; mount -t tmpfs none /var/lib/vessel
		mkdir -p /var/lib/vessel/images/layers/0123456789abcdef
		touch /var/lib/vessel/images/{0123456789abcdef,names}
		DRY=1 "$1/tools/clean-host"; "$1/tools/clean-host"; "$1/tools/clean-host"
		find /var/lib/vessel -mindepth 1 | sort
	END
	run timeout 60 unshare --net --mount --pid --fork --mount-proc --kill-child bash "$BATS_TEST_TMPDIR/host" "$HERE" 3>&-
	local image=/var/lib/vessel/images/0123456789abcdef
	assert_output "$(printf '%s\n' "would remove the image $image" "removed the image $image" 'nothing to clean' \
		/var/lib/vessel/images{,/layers{,/0123456789abcdef},/names})"
}

@test "clean-host tidies up after a container of vessel's whose monitor was killed, and leaves those that run" {
	requires root
	own_checkout vessel
	cat >"$BATS_TEST_TMPDIR/host" <<-'END'
		mount -t tmpfs none /run; mkdir -p /var/lib/vessel; mount -t tmpfs -o mode=700 none /var/lib/vessel
		vessel=$1/build/bin/vessel
		for name in lives dies; do "$vessel" run -d --net none --name $name "$1/build/rootfs" sleep 3103; done >/dev/null
		kill -9 $("$vessel" inspect dies | sed -n 's/.*"monitor": *\([0-9]*\).*/\1/p')
		DRY=1 "$1/tools/clean-host" | grep container; "$1/tools/clean-host" | grep container
		"$1/tools/clean-host" | grep container
		ls /run/vessel/containers | wc -l; "$vessel" ps -a | sed -n 's/.*  *\([^ ]*\)$/\1/p' | sort
		"$vessel" rm -f lives dies >/dev/null; find {/run,/var/lib}/vessel/containers -mindepth 1
	END
	run timeout 60 unshare --net --mount --pid --fork --mount-proc --kill-child bash "$BATS_TEST_TMPDIR/host" "$HERE" 3>&-
	assert_line --index 0 --regexp '^would tidy up after the container [0-9a-f]{12}$'
	assert_line --index 1 "tidied up${lines[0]#would tidy up}"
	assert_equal "${lines[*]:2}" "1 NAMES dies lives"
}

@test "clean-host removes the bridge of a killed launcher, and no other" {
	requires root
	requires program ip
	own_checkout bridge
	cat >"$BATS_TEST_TMPDIR/host" <<-'END'
		mount -t sysfs none /sys
		ip link add up0 up type veth peer name up1
		"$1/build/bin/04-net-veth" sleep 30 &
		for _ in $(seq 100); do [ -e /sys/class/net/vessel0-2 ] && break; sleep 0.05; done
		"$1/tools/clean-host"
		kill -9 $!; wait $! 2>/dev/null
		for _ in $(seq 100); do [ ! -e /sys/class/net/vessel0-2 ] && break; sleep 0.05; done
		ls -d /sys/class/net/vessel0; cat /proc/sys/net/ipv4/conf/up0/forwarding
		DRY=1 "$1/tools/clean-host"; "$1/tools/clean-host"
		ls /sys/class/net; cat /proc/sys/net/ipv4/conf/up0/forwarding
		ip link add vessel0 type bridge; "$1/tools/clean-host"; ls -d /sys/class/net/vessel0
	END
	run -0 unshare --net --mount --pid --fork --mount-proc --kill-child bash "$BATS_TEST_TMPDIR/host" "$HERE" 3>&-
	assert_output "$(printf '%s\n' 'nothing to clean' /sys/class/net/vessel0 1 \
		'would remove the bridge vessel0' 'removed the bridge vessel0' lo up0 up1 0 \
		'nothing to clean' /sys/class/net/vessel0)"
}

@test "clean-host ends nobody but guests where a root of ours leads to /" {
	requires root
	own_checkout checkout
	rm -rf "$HERE/build/rootfs"
	ln -s / "$HERE/build/rootfs"
	DRY=1 run "$HERE/tools/clean-host"
	assert_output 'nothing to clean'
}

@test "clean-host does not end whoever waits for it, even in a root of ours" {
	requires root
	requires program python3
	own_checkout checkout
	DRY=1 run setsid -w python3 -c 'if True:
		import os, sys
		inside, here = os.pipe()
		if not os.fork():
			os.read(inside, 1)
			os.execv(sys.argv[1], sys.argv[1:2])
		os.chroot(sys.argv[2])
		os.write(here, b"x")
		os.wait()' "$HERE/tools/clean-host" "$HERE/build/rootfs" 3>&-
	assert_output 'nothing to clean'
}

@test "clean-host removes the bridge although the root is not there, by whatever was built, and says so" {
	requires root
	requires program ip
	own_checkout bridge
	cat >"$BATS_TEST_TMPDIR/host" <<-'END'
		mount -t sysfs none /sys
		"$1/build/bin/04-net-veth" sleep 30 &
		for _ in $(seq 200); do [ -e /sys/class/net/vessel0-2 ] && break; sleep 0.05; done
		kill -9 $!; wait $! 2>/dev/null
		for _ in $(seq 200); do [ ! -e /sys/class/net/vessel0-2 ] && break; sleep 0.05; done
		mv "$1/build/rootfs" "$1/gone"
		mkdir "$1/build/sanitize"; mv "$1/build/bin" "$1/build/sanitize"
		"$1/tools/clean-host"; echo $?; ls /sys/class/net
	END
	run -0 unshare --net --mount --pid --fork --mount-proc --kill-child bash "$BATS_TEST_TMPDIR/host" "$HERE" 3>&-
	assert_output "$(printf '%s\n' 'removed the bridge vessel0' 0 lo)"
}

@test "clean-host says to a user that it sees only that user's processes" {
	requires root
	within_reach tools/clean-host
	run user "$REACH/tools/clean-host"
	assert_line --partial 'sudo make clean-host'
}
