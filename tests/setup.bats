#!/usr/bin/env bats
# setup.bats - what tools/setup says and does, on machines that lack things.
# The machine is a folder, and its package manager a script that takes notes.

setup() {
	load helper
	MACHINE=$BATS_TEST_TMPDIR/machine
	CALLS=$BATS_TEST_TMPDIR/calls
	REPO=$BATS_TEST_TMPDIR/repo
	export MACHINE CALLS
	mkdir -p "$MACHINE/bin" "$MACHINE/etc" "$REPO/tools"
	cp "$ROOT/tools/setup" "$REPO/tools/"
	touch "$CALLS"
	local name
	for name in sh cat chown cut date dirname grep head ls mkdir readlink \
		rm sed sleep stat tail touch tr; do
		ln -s "$(command -v "$name")" "$MACHINE/bin/$name"
	done
	# shellcheck disable=SC2016 # the fake expands it
	command_put id 'echo ${FAKE_UID:-0}'
}

# command_put NAME [SCRIPT] - a command of the machine.
command_put() {
	rm -f "$MACHINE/bin/$1"
	printf '#!/bin/sh\n%s\n' "${2:-}" >"$MACHINE/bin/$1"
	chmod 755 "$MACHINE/bin/$1"
}

file_put() {
	mkdir -p "$(dirname "$MACHINE/$1")"
	touch "$MACHINE/$1"
}

# everything - all that the group "all" needs.
everything() {
	local name
	for name in make cc cmp busybox strace setpriv unshare pgrep ps mount umount losetup ip tc nft socat newuidmap \
		pasta slirp4netns mkfs.btrfs jq scdoc zsh skopeo umoci docker-registry mke2fs python3 clang clang-tidy clang-format cppcheck shellcheck; do
		command_put "$name" 'exit 1'
	done
	command_put bats 'echo Bats 1.8.2'
	for name in stdio.h linux/sched.h json-c/json.h sys/capability.h libmnl/libmnl.h nftables/libnftables.h \
		seccomp.h archive.h openssl/evp.h; do
		file_put "usr/include/$name"
	done
	for name in libjson-c.so libcap.so libmnl.so libnftables.so libseccomp.so libarchive.so libcrypto.so libc.a bats/bats-support/load.bash \
		bats/bats-assert/load.bash; do
		file_put "usr/lib/$name"
	done
}

# manager_put NAME [SCRIPT] - a package manager, which notes its command line.
manager_put() {
	command_put "$1" "echo \"$1 \$*\" >>\"\$CALLS\"
${2:-}"
}

# installs - what a good package manager does: then everything is there.
installs() {
	everything
	mkdir "$BATS_TEST_TMPDIR/store"
	mv "$MACHINE/usr" "$BATS_TEST_TMPDIR/store/"
	mv "$MACHINE/bin/cc" "$BATS_TEST_TMPDIR/store/"
	# shellcheck disable=SC2016 # the fake expands it
	echo 'PATH=/bin:/usr/bin; cp -r "$MACHINE/../store/usr" "$MACHINE/"
cp "$MACHINE/../store/cc" "$MACHINE/bin/"'
}

# machine ARGUMENT... - tools/setup, on that machine.
machine() {
	env -u CC -u BUSYBOX -u BATS_LIB_PATH PATH="$MACHINE/bin" \
		SETUP_ROOT="$MACHINE" \
		"$(command -v "${SHELL_UNDER_TEST:-sh}")" \
		${SHELL_ARGUMENT:+"$SHELL_ARGUMENT"} "$REPO/tools/setup" "$@" 3>&-
}

calls() { cat "$CALLS"; }

@test "where nothing is missing, setup says nothing and calls nobody" {
	everything
	manager_put apt-get
	for group in run test lint all; do
		run machine "$group"
		assert_success
		refute_output
	done
	run calls
	refute_output
	[ ! -e "$REPO/build" ]
}

@test "the same goes for busybox's shell" {
	requires program busybox
	everything
	manager_put apt-get
	SHELL_UNDER_TEST=busybox SHELL_ARGUMENT=sh run machine all
	assert_success
	refute_output
}

@test "where nothing is missing, looking starts but a handful of programs" {
	requires program strace
	everything
	local started=$BATS_TEST_TMPDIR/started
	strace -f -qqq -e trace=execve -e signal=none -e status=successful -o "$started" \
		env -u CC -u BUSYBOX -u BATS_LIB_PATH PATH="$MACHINE/bin" SETUP_ROOT="$MACHINE" \
		sh "$REPO/tools/setup" all 3>&-
	[ "$(grep -c execve "$started")" -lt 15 ] || fail "these: $(cut -c 1-120 "$started")"
}

@test "Debian gets the packages by Debian's names" {
	manager_put apt-get
	run machine all
	run calls
	assert_line --index 0 "apt-get install -y --no-install-recommends make gcc diffutils libc6-dev linux-libc-dev libjson-c-dev libcap-dev libmnl-dev libnftables-dev libseccomp-dev libarchive-dev libssl-dev busybox-static bats bats-support bats-assert strace util-linux procps mount iproute2 nftables socat uidmap e2fsprogs python3 clang clang-tidy clang-format cppcheck shellcheck passt slirp4netns btrfs-progs jq scdoc zsh skopeo umoci docker-registry"
}

@test "Fedora gets the packages by Fedora's names" {
	manager_put dnf
	run machine all
	run calls
	assert_line --index 0 "dnf install -y --setopt=install_weak_deps=False make gcc diffutils glibc-devel kernel-headers json-c-devel libcap-devel libmnl-devel nftables-devel libseccomp-devel libarchive-devel openssl-devel busybox glibc-static bats bats-support bats-assert strace util-linux procps-ng iproute iproute-tc nftables socat shadow-utils e2fsprogs python3 clang clang-tools-extra cppcheck ShellCheck passt slirp4netns btrfs-progs jq scdoc zsh skopeo umoci docker-distribution"
}

@test "Arch gets the packages by Arch's names" {
	manager_put pacman
	run machine all
	run calls
	assert_line --index 0 "pacman -S --noconfirm --needed make gcc diffutils glibc linux-api-headers json-c libcap libmnl nftables libseccomp libarchive openssl busybox bats bats-support bats-assert strace util-linux procps-ng iproute2 socat shadow e2fsprogs python clang cppcheck shellcheck passt slirp4netns btrfs-progs jq scdoc zsh skopeo umoci docker-registry"
}

@test "Alpine gets the packages by Alpine's names" {
	manager_put apk
	run machine all
	run calls
	assert_line --index 0 "apk add make gcc diffutils musl-dev linux-headers json-c-dev libcap-dev libmnl-dev nftables-dev libseccomp-dev libarchive-dev openssl-dev busybox-static bats bats-support bats-assert strace setpriv util-linux-misc procps util-linux iproute2 nftables socat shadow-subids e2fsprogs python3 clang clang-extra-tools cppcheck shellcheck passt slirp4netns btrfs-progs jq scdoc zsh skopeo umoci docker-registry"
}

@test "openSUSE gets the packages by openSUSE's names" {
	manager_put zypper
	run machine all
	run calls
	assert_line --index 0 "zypper --non-interactive install --no-recommends make gcc diffutils glibc-devel linux-glibc-devel libjson-c-devel libcap-devel libmnl-devel libnftables-devel libseccomp-devel libarchive-devel libopenssl-devel busybox-static glibc-devel-static bats bats-support bats-assert strace util-linux procps iproute2 nftables socat shadow e2fsprogs python3 clang clang-tools cppcheck ShellCheck passt slirp4netns btrfsprogs jq scdoc zsh skopeo umoci distribution-registry"
}

@test "to run takes no test tools, and to test takes no checkers" {
	manager_put apt-get
	run machine run
	run machine test
	run grep -c install "$CALLS"
	run sed -n '/install/{p;q;}' "$CALLS"
	refute_output --partial bats
	run cat "$CALLS"
	assert_output --partial bats-assert
	refute_output --partial cppcheck
}

@test "to trace takes strace, and to run the programs that the lessons type" {
	everything
	rm "$MACHINE/bin/strace" "$MACHINE/bin/pgrep"
	run machine --missing run
	assert_output "the command pgrep"
	run machine --missing trace
	assert_output "the command strace
the command pgrep"
	manager_put apt-get
	run machine --packages test
	assert_failure 1
	assert_output "strace procps"
}

@test "what not every distribution has comes along if it can, and nothing waits for it" {
	everything
	rm "$MACHINE/bin/pasta" "$MACHINE/bin/slirp4netns"
	manager_put apt-get
	run machine test
	assert_success
	refute_output
	run calls
	refute_output
	rm "$MACHINE/bin/socat"
	# shellcheck disable=SC2016 # the fake expands it
	manager_put apt-get 'case "$*" in *passt*) echo "E: Unable to locate package passt"; exit 100 ;; esac
PATH=/bin:/usr/bin; for name in socat slirp4netns; do touch "$MACHINE/bin/$name"; chmod 755 "$MACHINE/bin/$name"; done'
	run machine test
	assert_success
	assert_line --index 0 "setup: missing: the command socat, the command pasta, the command slirp4netns"
	assert_line --partial "setup: done, without the command pasta"
	run tail -n 1 "$CALLS"
	assert_output "apt-get install -y --no-install-recommends socat slirp4netns"
	run machine all
	assert_success
	assert_line --partial "setup: done, without the command pasta"
}

@test "only what is missing is installed, and that is said before" {
	manager_put apt-get "$(installs)"
	everything
	rm "$MACHINE/usr/include/json-c/json.h"
	run machine all
	assert_success
	assert_line --index 0 "setup: missing: the header json-c/json.h"
	assert_line --index 1 "setup: installing: apt-get install -y --no-install-recommends libjson-c-dev"
	assert_line --partial "setup: done"
	run calls
	assert_output "apt-get install -y --no-install-recommends libjson-c-dev"
}

@test "lists of packages are refreshed only after an installation has failed" {
	# shellcheck disable=SC2016
	manager_put apt-get 'case $1 in update) touch "$MACHINE/lists"; exit ;; esac
[ -e "$MACHINE/lists" ] || { echo "E: Unable to locate package gcc"; exit 100; }
'"$(installs)"
	run machine run
	assert_success
	run calls
	assert_line --index 0 --partial "apt-get install"
	assert_line --index 1 "apt-get update"
	assert_line --index 2 --partial "apt-get install"
}

@test "the distribution's own package manager is asked, not a guest" {
	echo 'ID=fedora' >"$MACHINE/etc/os-release"
	manager_put apt-get
	manager_put dnf
	run machine run
	run calls
	assert_output --partial "dnf install"
	refute_output --partial apt-get
}

@test "a busybox with a dynamic loader is none that we can use" {
	everything
	printf '\177ELF....../lib64/ld-linux-x86-64.so.2' >"$MACHINE/bin/busybox"
	run machine --missing run
	assert_failure 1
	assert_output "a static busybox"
}

@test "a setpriv that is busybox's is none that the tests can use" {
	everything
	ln -sf "$MACHINE/bin/busybox" "$MACHINE/bin/setpriv"
	run machine --missing test
	assert_output "the command setpriv"
}

@test "a bats that is too old is said to be" {
	everything
	command_put bats 'echo Bats 1.2.1'
	run machine --missing test
	assert_output "bats 1.8 or later"
}

@test "without root, setup says what to type and installs nothing" {
	manager_put apt-get
	command_put make
	command_put sudo
	FAKE_UID=1000 run machine run
	assert_failure 1
	assert_line --partial "setup: missing: the command cc"
	assert_line "  type: sudo tools/setup run"
	FAKE_UID=1000 run machine all
	assert_line "  type: sudo make setup"
	local line
	for line in "${lines[@]}"; do [ ${#line} -le 80 ] || fail "wide: $line"; done
	run calls
	refute_output
	[ ! -e "$REPO/build" ]
}

@test "without sudo and make, setup says what to type nevertheless" {
	manager_put apt-get
	FAKE_UID=1000 run machine run
	assert_failure 1
	assert_line "  type: su -c 'tools/setup run'"
}

@test "without a network, setup says so, with the cure and the log" {
	manager_put apt-get 'echo "E: Temporary failure resolving a.b.c"; exit 100'
	command_put make
	run machine run
	assert_failure 1
	assert_line "setup: apt-get failed: no network: the package servers cannot be reached"
	assert_line --partial "connect this machine"
	assert_line --partial "then type: tools/setup run "
	assert_line --partial "| E: Temporary failure resolving"
	run calls
	assert_equal ${#lines[@]} 1
	grep -q 'Temporary failure' "$REPO/build/setup.log"
}

@test "where lists are missing and no network is there, they are asked for once" {
	# shellcheck disable=SC2016
	manager_put apt-get 'case $1 in update) echo "E: Temporary failure resolving a.b.c" ;;
*) echo "E: Unable to locate package gcc" ;; esac; exit 100'
	run machine run
	assert_failure 1
	assert_line --partial "no network: the package servers cannot be reached"
	run calls
	assert_equal ${#lines[@]} 2
}

@test "lists that are old are no missing network: they are refreshed" {
	manager_put apt-get 'case $1 in update) ;; *) echo "E: Failed to fetch a.b.c  404  Not Found"
echo "E: Unable to fetch some archives, maybe run apt-get update"; exit 100 ;; esac'
	run machine run
	assert_failure 1
	assert_line --partial "the package lists are old"
	run calls
	assert_line --index 1 "apt-get update"
	assert_equal ${#lines[@]} 3
}

@test "a compiler that was asked for and is not there is named, and no other taken" {
	everything
	manager_put apt-get
	CC=nosuchcc run env PATH="$MACHINE/bin" SETUP_ROOT="$MACHINE" "$(command -v sh)" "$REPO/tools/setup" run
	assert_failure 1
	assert_output "setup: there is no compiler 'nosuchcc'
  install it, or leave out CC=nosuchcc"
}

@test "a package database that is locked is said to be" {
	manager_put apt-get 'echo "E: Could not get lock /var/lib/dpkg/lock"; exit 100'
	run machine run
	assert_failure 1
	assert_line --partial "another package manager is at work"
	run calls
	refute_output --partial update
}

@test "an installation that was interrupted once is said to be" {
	manager_put apt-get 'echo "E: dpkg was interrupted, you must"; exit 100'
	run machine run
	assert_failure 1
	assert_line --partial "type: sudo dpkg --configure -a"
}

@test "a package manager that lies is told from one that works" {
	manager_put apt-get
	run machine run
	assert_failure 1
	assert_line --partial "apt-get is done, but still missing:"
	assert_line --partial "the header stdio.h"
}

@test "what a distribution does not package does not stop the rest" {
	everything
	rm -r "$MACHINE/usr/lib/bats/bats-assert" "$MACHINE/bin/strace"
	# shellcheck disable=SC2016
	manager_put apt-get 'case "$*" in *bats-assert*) echo "E: Unable to locate package bats-assert"; exit 100 ;; esac
PATH=/bin:/usr/bin; touch "$MACHINE/bin/strace"; chmod 755 "$MACHINE/bin/strace"'
	run machine test
	assert_failure 1
	assert_line --partial "still missing: the bats library bats-assert"
	assert_line --partial "sudo npm install -g bats bats-support bats-assert"
	run tail -n 1 "$CALLS"
	assert_output "apt-get install -y --no-install-recommends strace"
}

@test "without a known package manager, setup lists what to install" {
	run machine run
	assert_failure 1
	assert_line --partial "setup: missing: the command make, the command cc"
	assert_line --partial "no package manager that we know"
}

@test "an installation that takes a while shows that it is alive" {
	manager_put apt-get "sleep 2.5; $(installs)"
	everything
	rm "$MACHINE/usr/include/stdio.h"
	run machine run
	assert_success
	assert_line --regexp '^\.+$'
}

@test "Ctrl-C does not cut an installation in two" {
	manager_put apt-get "trap 'echo cut >>\"\$CALLS\"' INT
sleep 2; echo finished >>\"\$CALLS\""
	everything
	rm "$MACHINE/usr/include/stdio.h"
	# A process group of its own, as a terminal would interrupt it.
	run python3 - "$MACHINE" "$REPO/tools/setup" <<-'END'
	import os, signal, subprocess, sys, time
	signal.signal(signal.SIGINT, signal.SIG_DFL) # our caller may ignore it
	environment = dict(os.environ, PATH=sys.argv[1] + "/bin",
		SETUP_ROOT=sys.argv[1])
	child = subprocess.Popen(["/bin/sh", sys.argv[2], "run"],
		env=environment, start_new_session=True)
	while not os.path.getsize(os.environ["CALLS"]):
	    time.sleep(0.05)
	os.killpg(child.pid, signal.SIGINT)
	sys.exit(child.wait())
	END
	assert_failure 130
	assert_output --partial "letting apt-get finish"
	run calls
	assert_output --partial finished
	refute_output --partial cut
}

@test "a log in somebody's checkout belongs to them" {
	requires root
	manager_put apt-get
	chown 12345 "$REPO"
	run machine run
	run stat -c %u "$REPO/build" "$REPO/build/setup.log"
	assert_output "12345
12345"
}

@test "a link in the place of the log, or of its folder, leads root nowhere" {
	requires root
	chown 12345 "$REPO"
	mkdir "$BATS_TEST_TMPDIR/elsewhere"
	echo canary >"$BATS_TEST_TMPDIR/canary"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$REPO/build"
	# shellcheck disable=SC2016 # the fake expands it
	manager_put apt-get 'PATH=/bin:/usr/bin; cd "$MACHINE/../repo/build"
ln -sf ../canary setup.log; exit 1'
	run machine run
	assert_failure
	assert_equal "$(cat "$BATS_TEST_TMPDIR/canary")" canary
	assert_equal "$(stat -c %u "$BATS_TEST_TMPDIR"/{elsewhere,canary})" $'0\n0'
}
