#!/usr/bin/env bats
# 03-mnt-ns.bats - mounts of its own, a root that nobody walks out of.

load helper

setup() {
	requires root
	before=$BIN/02-pid-ns
	step=$BIN/03-mnt-ns
	canary=$BATS_TEST_TMPDIR/canary
	echo "a file of the host" >"$canary"
}

# as_before_5_12 COMMAND... - run it on a kernel that has only mount(2). (With
# '-e trace=none' strace would inject nothing.)
as_before_5_12() {
	requires program strace
	strace -f -qq -o /dev/null \
		-e inject=fsopen,open_tree,move_mount,mount_setattr:error=ENOSYS "$@"
}

@test "03: root walks out of the root at the step before, and not here" {
	run -0 "$before" /attacks/walk-out "$canary"
	assert_output "a file of the host"
	run -1 "$step" /attacks/walk-out "$canary"
	assert_output --partial "No such file or directory"
}

@test "03: a mount made inside reaches the host before, and not here" {
	own_rootfs
	local script="\$0 --rootfs $ROOTFS mount -t tmpfs leak /mnt
		grep ' leak ' /proc/self/mountinfo"
	run -0 unshare --mount --propagation shared sh -c "$script" "$before"
	assert_output --partial "$ROOTFS/mnt"
	run -1 unshare --mount --propagation shared sh -c "$script" "$step"
	refute_output
}

@test "03: none of the guest's own mounts reach a host that shares its mounts" {
	run -0 unshare --mount --propagation shared sh -c "
		cat /proc/self/mountinfo >$BATS_TEST_TMPDIR/before
		$step true
		cat /proc/self/mountinfo >$BATS_TEST_TMPDIR/after"
	run -0 diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	# (and during the guest's life, as seen from its host)
	run -0 unshare --mount --propagation shared sh -c "
		$step sleep 0.5 & sleep 0.3; grep -c $ROOTFS /proc/self/mountinfo; wait; exit 0"
	assert_output 0
}

@test "03: a later mount of the host does not turn up inside" {
	own_rootfs
	run -0 unshare --mount --propagation shared sh -c "
		$step --rootfs $ROOTFS sh -c 'sleep 0.4; ls /mnt' & sleep 0.2
		mount -t tmpfs late $ROOTFS/mnt; touch $ROOTFS/mnt/leak; wait"
	refute_output
}

@test "03: the mount table holds docker's mounts and nothing of the host" {
	run -0 "$step" sh -c "cut -d' ' -f2-4 /proc/mounts"
	assert_line --regexp '^/ [^ ]+ rw'
	assert_line '/proc proc rw,nosuid,nodev,noexec,relatime'
	assert_line '/sys sysfs ro,nosuid,nodev,noexec,relatime'
	assert_line --regexp '^/dev tmpfs rw,nosuid,noexec,.*size=64k'
	assert_line --regexp '^/dev/pts devpts rw,nosuid,noexec,.*ptmxmode=666'
	assert_line --regexp '^/dev/shm tmpfs rw,nosuid,nodev,noexec,.*size=65536k'
	assert_line '/dev/mqueue mqueue rw,nosuid,nodev,noexec,relatime'
	run "$step" grep -vE ' /(proc|sys|dev)?(/[^ ]*)? ' /proc/mounts
	refute_output
}

@test "03: /proc shows the guest's processes and no others" {
	sleep 1919 3>&- &
	run -0 unshare --mount sh -c "mount -t proc proc $ROOTFS/proc; $before ps"
	assert_output --partial "sleep 1919" # (given a /proc, it can read all)
	run -0 "$step" ps
	refute_output --partial 1919
	assert_equal "${#lines[@]}" 2
}

@test "03: settings of the kernel can be opened for writing before, not here" {
	local attack='exec 3>>/proc/sys/kernel/core_pattern && echo open'
	run -0 unshare --mount sh -c "mount -t proc proc $ROOTFS/proc; $before sh -c '$attack'"
	assert_output open
	run ! "$step" sh -c "$attack"
	assert_output --partial "Read-only file system"
	for file in /sys/kernel/mm/transparent_hugepage/enabled /proc/sys/vm/swappiness; do
		run ! "$step" sh -c ": >>$file"
		assert_output --partial "Read-only file system"
	done
}

@test "03: parts of /proc and /sys that tell of the host are hidden" {
	run -0 sh -c 'ls /sys/firmware | wc -l; wc -c </proc/interrupts; wc -c </proc/timer_list'
	refute_line 0
	run -0 "$step" sh -c 'ls /sys/firmware | wc -l; wc -c </proc/interrupts; wc -c </proc/timer_list'
	assert_output "$(printf '0\n0\n0')"
	# What hides them can neither be written nor taken away without a trace.
	run ! "$step" touch /sys/firmware/file
	assert_output --partial "Read-only file system"
}

@test "03: every masked path that this kernel has is empty, every protected one read-only" {
	local path
	# shellcheck disable=SC2013 # paths without blanks
	for path in $(sed -n '/default_masked/,/NULL/s/.*"\(.*\)".*/\1/p' "$ROOT/steps/03-mnt-ns/tables.c"); do
		[ -e "$path" ] || continue
		run -0 "$step" sh -c "if [ -d $path ]; then ls -A $path; else cat $path; fi"
		refute_output
	done
	# shellcheck disable=SC2013 # paths without blanks
	for path in $(sed -n '/default_readonly/,/NULL/s/.*"\(.*\)".*/\1/p' "$ROOT/steps/03-mnt-ns/tables.c"); do
		[ -e "$path" ] || continue
		run -0 "$step" sh -c "grep ' $path ' /proc/mounts"
		assert_output --partial " ro,"
	done
}

@test "03: /dev holds the six devices, and they work" {
	run -0 "$step" sh -c 'find /dev -type c ! -path "/dev/pts/*" | sort | tr "\n" " "'
	assert_output "/dev/full /dev/null /dev/random /dev/tty /dev/urandom /dev/zero "
	run -0 "$step" sh -c 'echo lost >/dev/null; head -c 3 /dev/zero | wc -c; echo x 2>&1 >/dev/full; true'
	assert_line --index 0 3
	assert_line --partial "No space left"
	run -0 "$step" sh -c 'echo via >/dev/stdout; echo in | cat /dev/fd/0'
	assert_output "$(printf 'via\nin')"
}

@test "03: devices are borrowed from the host where none may be made" {
	requires program setpriv
	run -0 setpriv --bounding-set -mknod "$step" sh -c 'echo lost >/dev/null; head -c 3 /dev/zero | wc -c; grep -c " /dev/null " /proc/mounts'
	assert_output "$(printf '3\n1')"
}

@test "03: a new pseudo terminal is the guest's own number 0" {
	run -0 "$step" sh -c 'exec 3<>/dev/ptmx; ls /dev/pts'
	assert_output "$(printf '0\nptmx')"
}

@test "03: the guest's message queues are seen in /dev/mqueue, the host's are not" {
	requires kernel /proc/sys/fs/mqueue
	run -0 unshare --mount --ipc sh -c "
		mount -t mqueue none $ROOTFS/mnt; touch $ROOTFS/mnt/canary
		$step sh -c 'touch /dev/mqueue/own; ls /dev/mqueue; cat /dev/mqueue/own'"
	assert_line --index 0 own
	assert_line --index 1 --regexp '^QSIZE:0 ' # mq_overview(7)
	assert_equal "${#lines[@]}" 2
}

@test "03: --tmpfs is an empty directory with the options it was given" {
	run -0 "$step" --tmpfs /tmp:size=1m,noexec --tmpfs /new/deep sh -c '
		grep -E " /(tmp|new/deep) " /proc/mounts; dd if=/dev/zero of=/tmp/big bs=1M count=2 2>&1; true'
	assert_line --regexp '^tmpfs /tmp tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k'
	assert_line --regexp '^tmpfs /new/deep tmpfs rw,nosuid,nodev,'
	assert_output --partial "No space left"
	rmdir "$ROOTFS/new/deep" "$ROOTFS/new"
}

@test "03: --tmpfs takes all of its options, however many" {
	local many
	many=$(printf 'size=1m,mode=777,%.0s' {1..500})
	run -0 "$step" --tmpfs "/tmp:${many}size=4k" grep ' /tmp ' /proc/mounts
	assert_output --partial ",size=4k,"
}

@test "03: no mount is aimed at the root itself, by whatever name" {
	own_rootfs
	ln -s / "$ROOTFS/itself"
	local target
	for target in /. /.. /etc/.. /itself /itself/.; do
		run -125 "$step" --rootfs "$ROOTFS" -v "$BATS_TEST_TMPDIR:$target" true
		assert_line --index 0 --partial "cannot mount on '$target'"
		assert_line --index 1 --partial "the root itself"
		run -125 "$step" --rootfs "$ROOTFS" --tmpfs "$target" true
		assert_line --index 1 --partial "the root itself"
	done
}

@test "03: --tmpfs with an option that there is not says what the kernel said" {
	run -125 "$step" --tmpfs /tmp:size=banana true
	assert_output --partial "03-mnt-ns: cannot mount tmpfs: the kernel says"
	assert_output --partial "size"
	assert_equal "${#lines[@]}" 1
}

@test "03: --volume shows a directory or a file of the host, writable or not" {
	mkdir "$BATS_TEST_TMPDIR/shared"
	run -0 "$step" -v "$BATS_TEST_TMPDIR/shared:/mnt" -v "$canary:/etc/motd:ro" sh -c '
		echo from inside >/mnt/file; cat /etc/motd; echo x 2>&1 >/etc/motd; true'
	assert_line "a file of the host"
	assert_line --partial "Read-only file system"
	run -0 cat "$BATS_TEST_TMPDIR/shared/file"
	assert_output "from inside"
	run ! "$step" -v "$BATS_TEST_TMPDIR/shared:/mnt:ro" touch /mnt/file2
	assert_output --partial "Read-only file system"
	rm "$ROOTFS/etc/motd"
}

@test "03: --volume with a wrong value says what is wrong with it, and runs nothing" {
	local value
	for value in nocolon :/dst "$canary:relative" "$canary:/" "$canary:/x:banana" "/nosuch/dir:/mnt"; do
		run -125 "$step" --volume "$value" echo ran
		refute_output --partial ran
		assert_output --regexp '^03-mnt-ns: '
	done
	run -125 "$step" -v "$BATS_TEST_TMPDIR:/etc/passwd" true
	assert_output --partial "Not a directory"
	run -125 "$step" -v "$canary:/etc" true
	assert_output --partial "Is a directory"
}

@test "03: --read-only keeps the root from being written, and not what is mounted" {
	run -0 "$step" --read-only --tmpfs /tmp sh -c '
		touch /file 2>&1; touch /etc/passwd 2>&1; echo fine >/tmp/file; cat /tmp/file; echo x >/dev/shm/y'
	assert_line --index 0 --partial "Read-only file system"
	assert_line --index 1 --partial "Read-only file system"
	assert_line --index 2 fine
}

@test "03: mounts below the root directory are there inside, too" {
	own_rootfs
	run -0 unshare --mount sh -c "mount -t tmpfs t $ROOTFS/mnt; touch $ROOTFS/mnt/seen
		$step --rootfs $ROOTFS ls /mnt"
	assert_output seen
}

@test "03: an image whose /proc, /sys or /dev is a symbolic link is refused" {
	local name
	for name in proc sys dev; do
		own_rootfs
		rm -rf "${ROOTFS:?}/$name"
		ln -s /tmp "$ROOTFS/$name"
		run -125 "$step" --rootfs "$ROOTFS" true
		assert_line --index 0 --partial "cannot find '/$name"
		assert_line --index 1 --partial "symbolic link"
		ROOTFS=$BUILD/rootfs
		rm -rf "$BATS_TEST_TMPDIR/rootfs"
	done
}

@test "03: a volume's target never leads out of the root, whatever links the image has" {
	own_rootfs
	mkdir "$BATS_TEST_TMPDIR/outside" "$BATS_TEST_TMPDIR/volume"
	touch "$BATS_TEST_TMPDIR/volume/mounted"
	ln -s "../../../../../../../../$BATS_TEST_TMPDIR/outside" "$ROOTFS/up"
	ln -s "$BATS_TEST_TMPDIR/outside" "$ROOTFS/absolute"
	local link
	for link in up absolute; do
		run "$step" --rootfs "$ROOTFS" -v "$BATS_TEST_TMPDIR/volume:/$link/new" ls "/$link/new"
		run -0 ls -A "$BATS_TEST_TMPDIR/outside"
		refute_output
		assert [ ! -e "/$link" ] # (as if the root were the host's)
	done
	for link in /x/../../y /nosuch/../../../z; do
		run "$step" --rootfs "$ROOTFS" --tmpfs "$link" true
		run find "$BATS_TEST_TMPDIR" / -maxdepth 1 -name '[xyz]' -o -maxdepth 1 -name nosuch
		refute_output
	done
}

@test "03: a link inside the root is followed for a volume, as if the root were /" {
	own_rootfs
	ln -s /mnt "$ROOTFS/data"
	run -0 "$step" --rootfs "$ROOTFS" -v "$BATS_TEST_TMPDIR:/data" cat /mnt/canary
	assert_output "a file of the host"
}

@test "03: no link of an image leads a volume to /proc or /sys, where it would speak for the kernel" {
	own_rootfs
	local volume=$BATS_TEST_TMPDIR/volume launcher target
	mkdir "$volume"
	echo 'of the volume' >"$volume/hostname"
	ln -s proc/sys/kernel "$ROOTFS/data"
	ln -s ../proc "$ROOTFS/mnt/all"
	ln -s /sys/kernel/mm "$ROOTFS/memory"
	ln -s /proc/sys/kernel/hostname "$ROOTFS/etc/name"
	for target in /data /mnt/all /memory /proc/sys/kernel /proc /sys /data/../vm; do
		run -125 "$step" --rootfs "$ROOTFS" -v "$volume:$target" cat /proc/sys/kernel/hostname
		assert_line --index 0 "03-mnt-ns: cannot mount on '$target', which is in the guest's /proc or /sys"
		assert_equal "${#lines[@]}" 2
	done
	run -125 "$step" --rootfs "$ROOTFS" --tmpfs /data true
	assert_line --index 0 --partial "cannot mount on '/data'"
	for target in /data/more /memory/more; do
		run -125 "$step" --rootfs "$ROOTFS" -v "$volume:$target" true
		assert_line --index 0 --partial "cannot make '$target' in the new root"
	done
	for launcher in "$BIN"/0[3-9]-*; do
		run -125 "$launcher" --rootfs "$ROOTFS" -v "$volume/hostname:/etc/name" cat /proc/sys/kernel/hostname
		assert_line --index 0 --partial "cannot mount on '/etc/name'"
	done
}

guest_of_traced() { # STRACE
	pgrep -oP "$(pgrep -P "$1" -f "^$step")"
}

# Let what is mounted in the image $ROOTFS by the process $1 go to other names.
exchange() {
	local name
	eventually grep -q " $ROOTFS/dev " "/proc/$1/mountinfo"
	for name in proc dev; do
		mv "$ROOTFS/$name" "$ROOTFS/moved-$name"
		mv "$ROOTFS/other-$name" "$ROOTFS/$name"
	done
}

@test "03: whoever exchanges /proc and /dev of the image meanwhile gets no more rights" {
	requires program strace
	own_rootfs
	mkdir -p "$ROOTFS"/other-proc/sys/kernel "$ROOTFS/other-dev"
	# (/proc, /sys and /dev are there, devpts waits: long enough to be met.)
	strace -f -qq -o /dev/null -e inject=fsopen:delay_enter=3000000:when=4 \
		"$step" --rootfs "$ROOTFS" sh -c '
			(: >>/moved-proc/sys/kernel/core_pattern) && echo written
			wc -c </moved-proc/interrupts
			ls -l /moved-dev/null' >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	eventually guest_of_traced $!
	exchange "$(guest_of_traced $!)"
	wait $! || :
	run -0 cat "$BATS_TEST_TMPDIR/said"
	assert_line --index 0 --partial "core_pattern: Read-only file system"
	assert_line --index 1 0
	assert_line --index 2 --partial "1,   3"
	run ls -A "$ROOTFS/dev" # on the disk
	refute_output
}

@test "03: a lookup that a rename somewhere else disturbs is done again" {
	requires program strace
	run -0 strace -f -qq -o /dev/null -e inject=openat2:error=EAGAIN:when=1+2 "$step" echo there
	assert_output there
}

@test "03: a root without /proc and the like gets them made; a read-only one says so" {
	own_rootfs
	rmdir "$ROOTFS/proc" "$ROOTFS/sys"
	rm -rf "${ROOTFS:?}/dev"
	run -0 "$step" --rootfs "$ROOTFS" sh -c 'ls /proc/self >/dev/null; ls -d /sys/kernel /dev/null'
	assert_output "$(printf '/dev/null\n/sys/kernel')"
	rmdir "$ROOTFS/proc"
	run -125 unshare --mount sh -c "mount --bind $ROOTFS $ROOTFS; mount -o remount,bind,ro $ROOTFS
		$step --rootfs $ROOTFS true"
	assert_line --partial "cannot make '/proc' in the new root: Read-only file system"
	assert_line --partial "make it in the image"
}

@test "03: no descriptor and no working directory of the host is left inside" {
	cd "$BATS_TEST_TMPDIR"
	exec 9<"$BATS_TEST_TMPDIR"
	run -0 "$step" sh -c 'pwd; ls /proc/self/fd | tr "\n" " "; readlink /proc/self/cwd'
	exec 9<&-
	assert_output "$(printf '/\n0 1 2 3 /')" # (3 is the directory that ls reads)
}

@test "03: with --init, no file of the host is read through PID 1" {
	exec 9<"$BATS_TEST_TMPDIR"
	run "$step" --init sh -c '
		for f in /proc/1/fd/* /proc/1/cwd /proc/1/root; do
			cat "$f/canary" "$f/../../..$0" 2>/dev/null && echo "through $f"
		done
		ls /proc/1/fd | wc -l' "$canary"
	exec 9<&-
	assert_output 0
}

@test "03: started in a chroot, it says that / is no mount point" {
	mkdir -p "$BATS_TEST_TMPDIR"/host/{rootfs,proc} # (The sanitizers read /proc.)
	cp "$step" "$BATS_TEST_TMPDIR/host/launcher"
	# shellcheck disable=SC2046 # these are words
	cp --parents $(ldd "$step" | grep -o '/[^ ]*') "$BATS_TEST_TMPDIR/host"
	run -125 unshare --mount sh -c "mount -t proc none '$BATS_TEST_TMPDIR/host/proc'
		exec chroot '$BATS_TEST_TMPDIR/host' /launcher --rootfs /rootfs true"
	assert_line --index 0 --partial "cannot keep our mounts to ourselves: Invalid argument"
	assert_line --index 1 --partial "are we in a chroot?: mount_namespaces(7)"
}

@test "03: before Linux 5.12, mount(2) makes the very same mounts" {
	local show='cut -d" " -f2-4 /proc/mounts | grep -v ^/proc/self; ls -A /dev /sys/firmware; ls /mnt; touch /file 2>&1'
	local options=(--tmpfs /tmp:size=1m -v "$BATS_TEST_TMPDIR:/mnt:ro" --read-only)
	run -1 "$step" "${options[@]}" sh -c "$show"
	local expected=$output
	run -1 as_before_5_12 "$step" "${options[@]}" sh -c "$show"
	assert_output "$expected"
	assert_output --partial "Read-only file system"
}

@test "03: before Linux 5.12, too, root does not walk out, and links are refused" {
	run -1 as_before_5_12 "$step" /attacks/walk-out "$canary"
	assert_output --partial "No such file or directory"
	own_rootfs
	rm -rf "$ROOTFS/proc"
	ln -s /tmp "$ROOTFS/proc"
	run -125 as_before_5_12 "$step" --rootfs "$ROOTFS" true
	assert_line --index 1 --partial "symbolic link"
}

@test "03: before Linux 5.3, clone(2) starts the guest" {
	requires program strace
	run -0 strace -f -qq -o /dev/null -e inject=clone3:error=ENOSYS "$step" sh -c 'echo $$'
	assert_output 1
}

@test "03: another table of mounts is all it takes to furnish a root differently" {
	cat >"$BATS_TEST_TMPDIR/main.c" <<-'END'
		#include <stdio.h>
		#include "exec.h"
		#include "rootfs.h"
		#include "spawn.h"
		static const struct mount table[] = { { "/proc", "proc" }, { 0 } };
		static const char *const none[] = { NULL };
		static void guest(void *root)
		{
			struct mounts mounts = { .mounts = table, .masked = none, .readonly = none };
			rootfs_enter(root, &mounts);
			exec_command((char *[]){ "cut", "-d ", "-f2", "/proc/mounts", NULL });
		}
		int main(int argc, char **argv)
		{
			struct child child = spawn(ROOTFS_NAMESPACES | CLONE_NEWPID, guest, argv[argc - 1]);
			spawn_release(&child);
			return spawn_wait(&child);
		}
	END
	"${CC:-cc}" -std=gnu17 -D_GNU_SOURCE ${SANITIZE:+-fsanitize=address,undefined} -I"$ROOT/common" -I"$ROOT/steps/03-mnt-ns" \
		-o "$BATS_TEST_TMPDIR/main" "$BATS_TEST_TMPDIR/main.c" "$BUILD/obj/03-mnt-ns.a" "$BUILD/obj/common.a"
	run -0 "$BATS_TEST_TMPDIR/main" "$ROOTFS"
	assert_output "$(printf '/\n/proc')"
}

@test "03: still leaking: the host's network interfaces are the guest's" {
	run -0 "$step" ls /sys/class/net
	assert_output "$(ls /sys/class/net)"
}

@test "03: still leaking: root inside is root outside" {
	run -0 "$step" cat /proc/self/uid_map
	assert_output --regexp '^ *0 +0 +4294967295$'
}

@test "03: without a terminal, the command leads a session of its own, and can take one" {
	run -0 setsid -w "$step" sh -c 'cut -d " " -f 5,6 /proc/$$/stat'
	assert_output "1 1"
}

@test "03: --mount takes docker's words for a bind and a tmpfs, and refuses what is none of them" {
	own_rootfs
	echo shown >"$BATS_TEST_TMPDIR/file"
	run -1 "$step" --rootfs "$ROOTFS" --mount type=bind,src="$BATS_TEST_TMPDIR",dst=/mnt/new,ro \
		--mount type=tmpfs,target=/srv,tmpfs-size=1m,tmpfs-mode=711 -- \
		sh -c 'cat /mnt/new/file; stat -c %a /srv; grep /srv /proc/mounts; touch /mnt/new/file'
	assert_line shown
	assert_line 711
	assert_line --partial size=1024k
	assert_line --partial "Read-only file system"
	run -0 "$step" --rootfs "$ROOTFS" --mount type=bind,source="$BATS_TEST_TMPDIR/file",destination=/etc/new,readonly=false \
		-- sh -c 'echo changed >/etc/new'
	run cat "$BATS_TEST_TMPDIR/file"
	assert_output changed
	local words
	for words in \
		"type=volume,target=/x|no volumes with names: bind a directory" \
		"type=bind,target=/x|the source is missing" \
		"type=bind,source=/|the target is missing" \
		"type=bind,source=/,target=/|is not / itself" \
		"type=bind,source=/,target=/x,bind-propagation=shared|it is rprivate" \
		"type=bind,source=/,target=/x,tmpfs-size=1m|only a tmpfs has a size" \
		"type=bind,source=/,target=/x,ro=perhaps|readonly is true or false" \
		"type=tmpfs,source=/,target=/x|it has no source" \
		"type=tmpfs,target=/x,tmpfs-mode=9|digits from 0 to 7" \
		"type=tmpfs,target|'target' needs a value" \
		"type=bind,sorce=/,target=/x|did you mean 'source'?"; do
		run -125 "$step" --mount "${words%%|*}" true
		assert_line --index 0 --partial "${words#*|}"
	done
}
