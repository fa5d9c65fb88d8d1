#!/usr/bin/env bats
# 07-userns.bats - root inside, and nobody outside.

load helper

setup() {
	requires root
	requires program ip nsenter newuidmap newgidmap setpriv strace
	before=$BIN/06-overlay
	step=$BIN/07-userns
	cd "$BATS_TEST_TMPDIR" || return
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
	# Whatever happens here happens on a host of its own: its network, its users
	# and its layers end with it.
	cat >host <<-'END'
		set -u
		homes=/home/reader
		ip link set lo up
		mkdir -p lib && mount --bind lib /var/lib
		guest_of() { # LAUNCHER: its guest, past our code
			local child space program
			for _ in $(seq 400); do
				for child in $(pgrep -P "$1"); do
					space=$(readlink "/proc/$child/ns/pid") program=$(readlink "/proc/$child/exe")
					case $program:$space in
					"$step":* | "$before":* | *: | :* | *:"$(readlink /proc/self/ns/pid)") ;;
					*) echo "$child"; return ;;
					esac
				done
				sleep 0.02
			done
			echo "no guest of $1" >&2
		}
		# The users of that guest, and nothing else of it: all other namespaces
		# are the host's.
		as_guest() { # PID COMMAND...
			local pid=$1
			shift
			if [ "/proc/$pid/ns/user" -ef /proc/self/ns/user ]; then "$@"; else
				nsenter -t "$pid" -U -S 0 -G 0 "$@"
			fi
		}
		# A user of this host, with a home, and with ranges if there shall be any.
		users() { # [RANGES]
			mkdir -p users/home/reader
			for file in passwd group subuid subgid; do
				: >users/$file
				[ ! -s /etc/$file ] || cat /etc/$file >users/$file
			done
			echo 'reader:x:4711:4711::/home/reader:/bin/sh' >>users/passwd
			echo 'reader:x:4711:' >>users/group
			[ -z "${1:-}" ] || echo 'reader:300000:65536' >>users/subuid
			[ -z "${1:-}" ] || echo 'reader:400000:65536' >>users/subgid
			for file in passwd group subuid subgid home; do mount --bind users/$file /etc/$file 2>/dev/null; done
			mount --bind users/home /home
			cp -a "$step" "$before" "$ROOTFS" /home/reader
			chown -R reader:reader /home/reader
			mount -t tmpfs -o mode=755 none /dev/net && mknod -m 666 /dev/net/tun c 10 200
		}
		no_programs() { # NAME...: as if they were not installed
			for name; do mount --bind /dev/null "$(command -v "$name")"; done
		}
		become_reader() { # COMMAND...: in the background, $! is that command
			cd /home/reader || exit
			exec setpriv --reuid 4711 --regid 4711 --clear-groups env -i \
				HOME=/home/reader PATH="/usr/sbin:/usr/bin:/sbin:/bin" \
				${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$@"
		}
		reader() { (become_reader "$@"); }
		as_reader() { reader ./07-userns --rootfs rootfs "$@"; }
		background() { become_reader ./07-userns --rootfs rootfs "$@"; }
		layers() { find /var/lib/vessel /home/reader/.local/share/vessel -mindepth 2 2>/dev/null | wc -l; }
		beyond() { # a network beyond this host, and somebody who answers there
			unshare --net sleep 60 & there=$!
			ip link add up0 type veth peer name up1
			soon ip link set up1 netns $there
			nsenter -t $there -n sh -c 'ip link set lo up; ip addr add 203.0.113.9/24 dev up1; ip link set up1 up'
			ip addr add 203.0.113.1/24 dev up0; ip link set up0 up; ip route add default via 203.0.113.9
			nsenter -t $there -n socat TCP-LISTEN:80,fork,reuseaddr 'SYSTEM:echo hello from beyond' &
			soon nsenter -t $there -n socat -u OPEN:/dev/null TCP:127.0.0.1:80
		}
	END
	declare -f soon moments remains killed loops >>host
}

# on_a_host SCRIPT [ARGUMENT...] - run it there. After groups_make it has groups.
on_a_host() {
	local keep_groups='' show_groups=''
	[ -z "${places:-}" ] || {
		keep_groups="mkdir groups; mount --rbind /sys/fs/cgroup groups; places='${places[*]}';"
		show_groups="mount --move groups /sys/fs/cgroup; rmdir groups;"
	}
	timeout -s KILL "${LIMIT:-60}" unshare --net --uts --mount --pid --fork --mount-proc --kill-child bash -c "
		$keep_groups mount -t sysfs none /sys; $show_groups mount -t tmpfs -o mode=755 none /run
		step='$step' before='$before' ROOTFS='$ROOTFS'
		. ./host
		$1" bash "${@:2}" 3>&-
}

# Skip where the kernel itself cannot show these directories as other users', in
# an overlay: asked without our code. mount_setattr(2), overlayfs since Linux 5.19
requires_idmaps() { # DIRECTORY...
	requires program python3
	printf '5.19\n%s\n' "$(uname -r)" | sort -CV || skip "overlayfs has no idmapped layers before Linux 5.19"
	run python3 - "$@" <<-'END'
		import ctypes, os, struct, sys
		call = ctypes.CDLL(None, use_errno=True).syscall
		ready, done = os.pipe(), os.pipe()
		child = os.fork()
		if child == 0:
		    call(272 if os.uname().machine == "x86_64" else 97, 0x10000000)  # unshare, CLONE_NEWUSER
		    os.write(ready[1], b".")
		    os.close(done[1])
		    os.read(done[0], 1)
		    os._exit(0)
		os.read(ready[0], 1)
		for kind in "uid", "gid":
		    open(f"/proc/{child}/{kind}_map", "w").write("0 1000000000 65536")
		users = os.open(f"/proc/{child}/ns/user", os.O_RDONLY)
		os.close(done[1])
		for path in sys.argv[1:]:
		    tree = call(428, -100, path.encode(), 0x80001)  # open_tree, OPEN_TREE_CLONE
		    attributes = struct.pack("4Q", 0x100000, 0, 0, users)  # MOUNT_ATTR_IDMAP
		    if tree < 0 or call(442, tree, b"", 0x1000, attributes, 32) < 0:
		        sys.exit(os.strerror(ctypes.get_errno()) + ": " + path)
	END
	[ "$status" = 0 ] || skip "the file system here cannot show files as other users': $output"
}

# --------------------------------------------------------------- who is who

@test "07: root inside is root outside before, and a user of nobody's here" {
	mkdir -m 777 shared
	run -0 on_a_host '$before -v "$PWD/shared:/mnt" touch /mnt/before; $step -v "$PWD/shared:/mnt" touch /mnt/step'
	assert_equal "$(stat -c %u:%g shared/before shared/step | xargs)" "0:0 1000000000:1000000000"
}

@test "07: inside, one is root, and the range is that of nobody else" {
	run -0 on_a_host '$step sh -c "id -u; id -g; id -G; cat /proc/self/uid_map /proc/self/gid_map"'
	assert_output "$(printf '0\n0\n0\n%s\n%s' '         0 1000000000      65536' '         0 1000000000      65536')"
	# useradd(8) hands out none of these.
	run awk '$1 == "SUB_UID_MAX" && $2 >= 1000000000' /etc/login.defs
	refute_output
}

@test "07: with --userns host, root is the host's root again" {
	run -0 on_a_host '$step --userns host readlink /proc/self/ns/user; readlink /proc/self/ns/user; $step readlink /proc/self/ns/user'
	assert_equal "${lines[0]}" "${lines[1]}"
	assert [ "${lines[2]}" != "${lines[1]}" ]
	run -125 "$step" --userns host --uidmap 0:1000:1 true
	assert_line --index 0 --partial "--userns host has no maps"
}

@test "07: two guests with the ranges of the talk" {
	run -0 on_a_host '
		$step --uidmap 0:10000:2000 sh -c "cat /proc/self/uid_map /proc/self/gid_map; exec sleep 30" & one=$(guest_of $!)
		$step --uidmap 0:12000:2000 --gidmap 0:14000:2000 sh -c "cat /proc/self/uid_map /proc/self/gid_map; exec sleep 30" & two=$(guest_of $!)
		stat -c %u:%g /proc/$one /proc/$two; kill -9 $(jobs -p); wait 2>/dev/null; true'
	assert_equal "$(xargs <<<"$output")" \
		"0 10000 2000 0 10000 2000 0 12000 2000 0 14000 2000 10000:10000 12000:14000"
}

@test "07: two guests of one range signal each other and read files, before also memory, and two of disjoint ranges do not" {
	local script='
		$step $1 sleep 30 & one=$(guest_of $!)
		$step $2 sh -c "secret=1; export secret; exec sleep 30" & two=$(guest_of $!)
		# Both are seen from the host, where there is one table of processes for both.
		as_guest $one kill -0 $two && echo signals
		as_guest $one grep -q secret /proc/$two/environ && echo reads its memory
		touch theirs; chmod 600 theirs; chown "$(stat -c %u /proc/$two)" theirs
		as_guest $one cat theirs && echo reads its files
		kill -9 $(jobs -p); wait 2>/dev/null; true'
	run on_a_host "$script" "--userns host" "--userns host"
	assert_output "$(printf "signals\nreads its memory\nreads its files")"
	# For memory, the same id is not enough: it takes rights over that namespace. ptrace(2)
	run on_a_host "$script" "--uidmap 0:10000:2000" "--uidmap 0:10000:2000"
	assert_line "signals"
	refute_line "reads its memory"
	assert_line "reads its files"
	run on_a_host "$script" "--uidmap 0:10000:2000" "--uidmap 0:12000:2000"
	refute_line "signals"
	refute_line "reads its memory"
	refute_line "reads its files"
	assert_output --partial "not permitted"
	assert_output --partial "Permission denied"
}

@test "07: a process of the host's is signalled and looked into by root inside before, and not here" {
	local script='secret=canary sleep 40 & canary=$!
		"$1" sleep 30 & guest=$(guest_of $!)
		as_guest $guest kill -0 $canary && echo signals
		as_guest $guest grep -c secret=canary /proc/$canary/environ
		kill -9 $(jobs -p); wait 2>/dev/null; true'
	run on_a_host "$script" "$before"
	assert_output "$(printf 'signals\n1')"
	run on_a_host "$script" "$step"
	refute_line signals
	assert_output --partial "Operation not permitted"
	assert_output --partial "Permission denied"
}

@test "07: a setuid file left in a shared directory makes a user of the host root before, and not here" {
	local script='rm -rf shared; mkdir -m 777 shared; chmod 755 .
		"$1" -v "$PWD/shared:/mnt" sh -c "cp /attacks/walk-out /mnt/su; chmod 4755 /mnt/su"
		stat -c "%a %u" shared/su; echo of root alone >secret; chmod 600 secret; users; reader "$PWD/shared/su" "$PWD/secret" 2>/dev/null; true'
	run on_a_host "$script" "$before"
	assert_output "$(printf '4755 0\nof root alone')"
	run on_a_host "$script" "$step"
	assert_output '4755 1000000000'
}

@test "07: CAP_SYS_ADMIN inside reaches the host before, and not here: disks, host name, settings" {
	local script='"$1" sh -c "mount -t devtmpfs disks /mnt && ls /mnt | grep -c ." 2>&1
		"$1" sleep 30 & guest=$(guest_of $!)
		as_guest $guest hostname taken; hostname
		level=$(cat /proc/sys/kernel/printk)
		as_guest $guest sh -c "echo $level >/proc/sys/kernel/printk" && echo written
		kill -9 $(jobs -p); wait 2>/dev/null; true'
	run on_a_host "$script" "$before"
	assert_line --index 0 --regexp '^[1-9][0-9]*$'
	assert_line taken
	assert_line written
	run on_a_host "$script" "$step"
	assert_line --index 0 --partial "ermi"
	refute_line taken
	refute_line written
}

@test "07: the caller's groups come along before, and not here" {
	run -0 on_a_host 'setpriv --groups 4712 $before id -G; setpriv --groups 4712 $step id -G'
	assert_output "$(printf '0 4712\n0')"
}

@test "07: where nothing lists its devices, a node of an image or of a volume is none, for root and for others" {
	local script='users; mknod -m 666 /home/reader/rootfs/node c 1 5; mkdir -m 755 volume; mknod -m 666 volume/node c 1 5
		volume=$PWD/volume # (On this host no groups are mounted.)
		look() { "$@" --net none -v "$volume:/mnt" sh -c "for node in /node /mnt/node /dev/zero; do head -c 3 \$node | wc -c; done" 2>/dev/null | xargs; }
		look as_reader; look as_reader --storage none; look $step --rootfs /home/reader/rootfs; look $step --rootfs /home/reader/rootfs --userns host'
	run -0 on_a_host "$script"
	assert_output "$(printf '0 0 3\n%.0s' 1 2 3 4)"
}

# ------------------------------------------------- who owns, and pays for, all that

@test "07: a guest that takes all instances of inotify takes those of root before, and not here" {
	local map='--uidmap 0:1000000000:65536 --gidmap 0:1000000000:65536'
	own_rootfs # within reach: the checkout may be in root's home
	# Host is a namespace with a limit of its own: other tests need some as well.
	cat >limited <<-'END'
		echo 16 >/proc/sys/user/max_inotify_instances || exit
		$step --net none --storage none --rootfs "$ROOTFS" $1 /attacks/watch-all >taken & soon grep . taken
		cat taken; "$BUILD/attacks/watch-all" 1; kill -9 $!; wait $! 2>/dev/null; true
	END
	local script='export step; export -f soon; mkfifo go
		unshare --user bash -c "echo \$\$ >me; read -r _ <go; exec \"\$@\"" - bash ./limited "$1" & soon [ -s me ]
		for kind in uid gid; do echo 0 0 2000000000 >/proc/$(cat me)/${kind}_map; done
		echo >go; wait $!'
	run -0 on_a_host "$script" '--userns host'
	assert_output "$(printf '16\n0')"
	rm me go
	run -0 on_a_host "$script" "$map"
	assert_output "$(printf '16\n1')"
}

@test "07: a user namespace belongs to a user that is in no guest, and to none of the others" {
	requires program python3
	# NS_GET_OWNER_UID, ioctl_ns(2)
	run -0 on_a_host 'owner() { python3 -c "import fcntl, struct, sys
print(struct.unpack(\"I\", fcntl.ioctl(open(sys.argv[1]), 0xb704, bytes(4)))[0])" /proc/$1/ns/user; }
		$step --net none sleep 30 & one=$(guest_of $!)
		$step --net none sleep 30 & two=$(guest_of $!)
		$step --net none --uidmap 0:999000000:1000000 sleep 30 & all=$(guest_of $!)
		for guest in $one $two $all; do owner $guest; done
		setpriv --reuid "$(owner $one)" --clear-groups nsenter -t $one -U true && echo opened by its owner
		setpriv --reuid 1000000000 --clear-groups nsenter -t $one -U true || echo closed
		kill -9 $(jobs -p); wait 2>/dev/null; true' 2>/dev/null
	assert [ "${lines[0]}" != "${lines[1]}" ]
	for owner in "${lines[@]:0:2}"; do
		assert [ "$owner" -gt 900000000 -a "$owner" -lt 1000000000 ]
	done
	# Whose map has all of these is left with root for an owner.
	assert_equal "${lines[2]}" 0
	assert_line closed
}

@test "07: whose namespace it is changes nothing for its launcher: its rights, and who it dies with" {
	run -0 on_a_host 'setpriv --bounding-set -dac_override $step --net none --storage none id -u
		setpriv --pdeathsig KILL sh -c "exec $step --net none sleep 30" & guest_of $! >/dev/null
		grep -E "^(Uid|CapEff)" /proc/$!/status /proc/self/status | cut -d : -f 2- | sort | uniq -c | xargs
		stat -c %u /proc/$!/fd
		kill -9 $!; wait $! 2>/dev/null
		sh -c "setpriv --pdeathsig KILL $step --net none sleep 30 & echo \$! >launcher; wait" & parent=$!
		soon [ -s launcher ]; guest_of "$(cat launcher)" >/dev/null
		kill -9 $parent; wait $parent 2>/dev/null
		soon eval "! grep -q ^State:.[^Z] /proc/$(cat launcher)/status" && echo gone
		# Stopped just when the guest is born (the second child: the first is its twin):
		strace -qq -o /dev/null -e inject=clone3:signal=SIGSTOP:when=2 $step --net none true & tracer=$!
		# (strace tries first what it can, on children of its own.)
		launched() { launcher=$(pgrep -x -P $tracer ${step##*/}); }
		soon launched; soon grep "^Uid:.0.9" /proc/$launcher/status
		grep -h ^CapEff /proc/$launcher/status /proc/self/status | uniq -c | xargs
		kill -CONT $launcher; wait $tracer'
	assert_line --index 0 0
	assert_line --index 1 --regexp '^2 CapEff: [0-9a-f]+ 2 Uid: 0 0 0 0$'
	assert_line --index 2 0
	assert_line --index 3 gone
	assert_line --index 4 --regexp '^2 CapEff:'
}

# -------------------------------------------------------------------- files

@test "07: a caller's locked securebits, and a missing CAP_SETPCAP, keep no guest from its files" {
	run -0 on_a_host 'for bits in +noroot_locked +no_setuid_fixup_locked +no_setuid_fixup,+no_setuid_fixup_locked +keep_caps_locked; do
			setpriv --securebits $bits $step --net none id -u
		done; setpriv --bounding-set -setpcap $step --net none id -u'
	assert_equal "$(xargs <<<"$output")" "0 0 0 0 0"
}

@test "07: the root's files are root's inside, wherever it lies, and as before outside" {
	own_rootfs
	mkdir -m 700 hidden
	mv "$ROOTFS" hidden
	ROOTFS=$PWD/hidden/rootfs
	find "$ROOTFS" -printf '%P %U:%G %m %t\n' | sort >was
	run -0 on_a_host '$step --rootfs "$ROOTFS" sh -c "
		stat -c %u:%g / /etc/passwd /root /home/guest; cd /root && echo mine >/etc/new && chown 33:34 /etc/new && stat -c %u:%g /etc/new; rm /etc/os-release"'
	assert_equal "$(xargs <<<"$output")" "0:0 0:0 0:0 1000:1000 33:34"
	find "$ROOTFS" -printf '%P %U:%G %m %t\n' | sort >now
	run -0 diff was now
	run -0 find lib -mindepth 1
	refute_output
}

@test "07: every storage shows the files as root's" {
	local storage
	own_rootfs
	for storage in overlay copy none; do
		run -0 on_a_host '$step --rootfs "$ROOTFS" --storage "$1" sh -c "touch /new-$1; stat -c %u:%g / /new-$1 /root; rm /new-$1"' "$storage"
		assert_equal "$(xargs <<<"$output")" "0:0 0:0 0:0"
	done
}

@test "07: every storage moves the ids and no file: no copy is made where none was asked for" {
	requires_idmaps "$ROOTFS" .
	run -0 on_a_host 'for storage in overlay copy none; do
			$step --net none --storage $storage awk "\$2 == \"/\" { print \$3, \$4 }" /proc/mounts; done'
	assert_line --index 0 --regexp '^overlay .*lowerdir'
	assert_line --index 1 --regexp '[ ,]idmapped(,|$)'
	assert_line --index 2 --regexp '[ ,]idmapped(,|$)'
	# In the layer lies what was written, and nothing else.
	run -0 on_a_host '$step --layer kept touch /etc/new; cd lib/vessel/layers/kept/upper && find . ! -type d'
	assert_output ./etc/new
}

@test "07: a layer that is kept has the ids that are inside, for whatever range comes next" {
	requires_idmaps "$ROOTFS" .
	run -0 on_a_host '
		$step --layer kept sh -c "touch /of-33; chown 33:33 /of-33" && find lib -name of-33 -printf "%U:%G\n"
		$step --layer kept --uidmap 0:10000:2000 stat -c %u:%g /of-33 &&
		$before --layer kept stat -c %u:%g /of-33'
	assert_equal "$(xargs <<<"$output")" "33:33 33:33 33:33"
}

@test "07: --diff tells what was written, and not that all has another owner" {
	run -0 on_a_host '$step --diff sh -c "touch /etc/new; rm /etc/os-release"'
	assert_output "$(printf 'C /etc\nA /etc/new\nD /etc/os-release')"
}

@test "07: what is mounted in the root, as in /, makes no copy of it, and stays outside" {
	own_rootfs
	requires_idmaps "$ROOTFS" .
	run -0 on_a_host 'mount -t proc proc "$ROOTFS/proc"; mount -t tmpfs none "$ROOTFS/mnt"; touch "$ROOTFS/mnt/of-host"
		$step --rootfs "$ROOTFS" sh -c "grep -c \" / overlay \" /proc/mounts; stat -c %u /root; ls /mnt"'
	assert_output "$(printf '1\n0')"
}

@test "07: on a file system that cannot show files as other users', the guest has a copy" {
	run -0 on_a_host 'mkdir ram; mount -t ramfs none ram; cp -a "$ROOTFS" ram; touch ram/rootfs/of-33; chown 33:34 ram/rootfs/of-33
		chmod 4755 ram/rootfs/of-33
		$step --rootfs ram/rootfs --diff sh -c "stat -c %u:%g:%a / /root /of-33; touch /root/new; ls /root"; ls ram/rootfs/root'
	assert_output "$(printf '0:0:755\n0:0:700\n33:34:4755\nnew\nC /root\nA /root/new')"
	run -125 on_a_host 'mkdir -p ram; mount -t ramfs none ram; cp -a "$ROOTFS" ram; $step --rootfs ram/rootfs --layer kept true'
	assert_line --index 0 --partial "cannot show files as other users'"
	assert_line --index 1 --partial "--userns host"
}

@test "07: a volume is bound as it is, from where only the caller may go" {
	mkdir -p closed/volume
	touch closed/volume/of-root
	chmod 700 closed
	chown 65533 closed
	run -0 on_a_host '$step -v "$PWD/closed/volume:/mnt" sh -c "stat -c %u /mnt/of-root; rm /mnt/of-root" 2>&1; true'
	assert_line --index 0 65534
	assert_line --index 1 --partial "Permission denied"
	run -1 on_a_host 'chmod 777 closed/volume; $step -v "$PWD/closed/volume:/mnt:ro" touch /mnt/x'
	assert_output --partial "Read-only"
}

@test "07: what is mounted in a volume inside does not travel to the host" {
	run -0 on_a_host 'mkdir shared; mount -t tmpfs none shared; mount --make-shared shared; mkdir shared/below
		$step -v "$PWD/shared:/mnt" sh -c "mount -t tmpfs scratch /mnt/below && grep -c scratch /proc/mounts"; grep -c scratch /proc/mounts; true'
	assert_output "$(printf '1\n0')"
}

# ---------------------------------------------------------------- furniture

@test "07: /proc is of the guest, /dev of the host's nodes, /sys of its network" {
	run -0 on_a_host '$step sh -c "
		ps | grep -c . ; echo x >/dev/null; head -c 2 /dev/zero | wc -c; stat -c %t:%T /dev/null /dev/full
		ls /sys/class/net | xargs; stat -c %G /dev/pts; grep -o gid=[0-9]* /proc/mounts"'
	assert_line --index 1 2
	assert_line --index 2 1:3
	assert_line --index 3 1:7
	assert_line --index 4 "eth0 lo"
	assert_line gid=1000000005
}

@test "07: with the host's network, the host's /sys is shown, and not written" {
	run -0 on_a_host 'ip link add mark0 type veth peer name mark1
		$step --net host sh -c "ls /sys/class/net | grep -c mark; touch /sys/kernel/x" 2>&1; true'
	assert_line --index 0 2
	assert_line --index 1 --partial "Read-only"
}

@test "07: a guest of few groups has its terminals without the group 5, and may ping" {
	run -0 on_a_host '$step --uidmap 0:10000:3 sh -c "grep devpts /proc/mounts; cat /proc/sys/net/ipv4/ping_group_range; ping -c 1 127.0.0.1"'
	refute_output --partial gid=
	assert_line --regexp '^0[[:space:]]2$'
	assert_line --partial " 0% packet loss"
}

# ------------------------------------------------------------- what is typed

@test "07: maps are read strictly, and ids in common are refused" {
	local wrong
	for wrong in '' 0 0:1 0:1: 0:1:0 0:1:2:3 ' 0:1:2' 0:1:-1 +0:1:2 0x0:1:2 0:4294967295:1 0:4294967294:2 4294967294:0:2 a:b:c; do
		run -125 "$step" --uidmap "$wrong" true
		assert_line --index 0 "07-userns: '--uidmap $wrong' is not IN:OUT:COUNT with ids from 0 to 4294967294"
	done
	run -125 "$step" --uidmap 0:10000:2000 --uidmap 1999:20000:1 true
	assert_line --index 0 "07-userns: '--uidmap 1999:20000:1' has ids in common with '0:10000:2000'"
	run -125 "$step" --gidmap 0:10000:2000 --gidmap 2000:11999:1 true
	assert_line --index 0 "07-userns: '--gidmap 2000:11999:1' has ids in common with '0:10000:2000'"
	run -0 on_a_host '$step --uidmap 0:10000:2000 --uidmap 2000:20000:1 cat /proc/self/uid_map'
	assert_equal "$(xargs <<<"$output")" "0 10000 2000 2000 20000 1"
	run -125 "$step" --uidmap 1:10000:2000 true
	assert_line --index 0 --partial "user and group 0 have to be mapped"
	run -125 "$step" --userns hots true
	assert_line --index 0 "07-userns: '--userns hots': there are private and host; did you mean 'host'?"
}

# ----------------------------------------------------------------- rootless

@test "07: without root there is a root shell, of one's own id" {
	run on_a_host 'users; reader ./06-overlay --rootfs rootfs true'
	assert_line --partial "type 'sudo' before it"
	run -0 on_a_host 'users; no_programs pasta slirp4netns; as_reader sh -c "id -u; xargs </proc/self/uid_map; xargs </proc/self/gid_map
		cat /proc/self/setgroups; touch /etc/new; stat -c %u /etc/new; chown 1 /etc/new; hostname; ls /sys/class/net"; layers' 2>&1
	assert_line --index 0 "07-userns: one id only, your own, and not a range: /etc/subuid has nothing for you"
	assert_line --index 1 --partial "07-userns: no network: the bridge needs root"
	assert_equal "$(printf '%s\n' "${lines[@]:2}")" \
		"$(printf '%s\n' 0 '0 4711 1' '0 4711 1' deny 0 'chown: /etc/new: Invalid argument' 07-userns lo 0)"
}

# A checkout of that user's, where all is compiled and nothing linked: $REACH
checkout() {
	REACH=$BATS_TEST_TMPDIR/checkout
	mkdir -p "$REACH/home" "$REACH/build"
	(cd "$ROOT" && cp -a --parents Makefile common steps rootfs tools tests/attacks "$REACH")
	cp -a "$BUILD/flags" "$BUILD/obj" "$BUILD/attacks" "$REACH/build"
	chown -R 65534:65534 "$REACH"
	chmod 755 "$REACH"
	cd "$REACH" || return
	export HOME=$REACH/home
}

@test "07: without sudo, make step-07 and ./run give a root shell" {
	checkout
	run -0 user make step-07 BUILD=build
	assert_line "./run is 07-userns now"
	assert_line --partial "try: ./run "
	run -0 user sh -c "./run id -u 2>/dev/null"
	assert_output 0
	run -0 user sh -c "echo 'id -u; touch /etc/mine; stat -c %u /etc/mine' | ./run 2>/dev/null"
	assert_output "$(printf '0\n0')"
	as=user run -0 pty 'id -u; echo $((6*7))\nexit\n' ./run
	assert_output --partial 'root@'
	assert_line --regexp $'^0\r?$'
	assert_line --regexp $'^42\r?$'
	run -0 find . ! -user 65534
	refute_output
}

@test "07: without sudo, Ctrl-C and the exit codes are the same" {
	checkout
	user make step-07 BUILD=build
	run -125 user ./run --net nosuch true
	run -126 user ./run --net none /etc/passwd
	run -127 user ./run --net none nosuch
	run -7 user ./run --net none sh -c 'exit 7'
	run -137 user ./run --net none --init sh -c 'kill -9 $$'
	run -143 user timeout -s KILL 20 sh -c './run --net none sleep 2828 & guest=$!
		until pgrep -f "^sleep 2828" >/dev/null; do sleep 0.02; done; kill $guest; wait $guest'
	as=user run -130 pty '\003' ./run sleep 100
	as=user run -0 pty 'sleep 100\n|\003|echo still $((6*7))\nexit 0\n' ./run
	assert_output --partial "still 42"
	run find home -path '*/vessel/*/*'
	refute_output
}

@test "07: without root there is a range, where /etc/subuid gives one" {
	run -0 on_a_host 'users ranges; as_reader --net none sh -c "id -u; xargs </proc/self/uid_map; xargs </proc/self/gid_map
		cat /proc/self/setgroups; mkdir -m 0 /of-5; chown 5:6 /of-5; stat -c %u:%g /of-5"; layers' 2>&1
	assert_output "$(printf '%s\n' 0 '0 4711 1 1 300000 65536' '0 4711 1 1 400000 65536' allow 5:6 0)"
}

@test "07: without newuidmap it is the own id, and says so; one that refuses is quoted" {
	run -0 on_a_host 'users ranges; no_programs newuidmap; as_reader --net none xargs -a /proc/self/uid_map 2>&1 ||
		as_reader --net none cat /proc/self/uid_map' 2>&1
	assert_line --partial "newuidmap and newgidmap are missing (package uidmap"
	assert_line --regexp '^ *0 +4711 +1$'
	run -125 on_a_host 'users ranges; as_reader --net none --uidmap 0:4711:1 --uidmap 1:500000:5 true'
	assert_line --index 0 --regexp "^07-userns: newuidmap does not map the ids: .*not allowed"
	assert_line --index 1 --partial "/etc/subuid"
	assert_equal "${#lines[@]}" 2
}

@test "07: without root nobody maps the host's root, nor a neighbour" {
	local map
	for map in 0:0:1 0:65533:1 0:4710:2; do
		run -125 on_a_host 'users ranges; as_reader --net none --uidmap "$1" id' "$map"
		assert_line --index 0 --partial "07-userns: newuidmap does not map the ids"
		run -125 on_a_host 'users ranges; as_reader --net none --uidmap 0:4711:1 --gidmap "$1" id' "$map"
		assert_line --index 0 --partial "07-userns: newgidmap does not map the ids"
	done
}

@test "07: without root, a root of another user's is a copy that is one's own" {
	run -0 on_a_host 'users ranges; chown -R 0:0 /home/reader/rootfs; echo secret >/home/reader/rootfs/closed; chmod 600 /home/reader/rootfs/closed
		as_reader --net none sh -c "stat -c %u / /etc/passwd /root; echo more >>/etc/passwd; touch /root/x; wc -c /closed"; layers
		find /home/reader/rootfs -newer host -name passwd' 2>&1
	assert_equal "$(xargs <<<"$output")" "0 0 0 0 /closed 0"
}

# Has the file system here attributes of users', as an overlay of a user's needs them?
has_attributes() {
	requires program python3
	touch marked
	python3 -c 'import os; os.setxattr("marked", "user.mark", b"1")' 2>/dev/null
}

@test "07: without root, / is an overlay that we have mounted, or a copy where there are no attributes for one" {
	local script='users ranges; try='\''rm -r /home && mkdir /home && ls /home; rm /etc/os-release; echo more >>/etc/passwd; touch /new
			awk "\$2 == \"/\" { print \$3, \$4 }" /proc/mounts'\''
		[ -z "$1" ] || { mount -t $1 none /home/reader/.local; chown reader /home/reader/.local; }
		as_reader --net none sh -c "$try"; layers; find /home/reader/rootfs ! -uid 4711 -o -name new'
	run -0 on_a_host "mkdir -p users/home/reader/.local; $script" ''
	if has_attributes; then
		assert_line --index 0 --regexp '^overlay .*,userxattr'
	else
		refute_output --partial overlay
	fi
	assert_line --index 1 0
	assert_equal "${#lines[@]}" 2
	run -0 on_a_host "mkdir -p users/home/reader/.local; $script" ramfs
	refute_output --partial overlay
	assert_line --index 1 0
	assert_equal "${#lines[@]}" 2
	run -125 on_a_host 'users ranges; mount -t ramfs none /mnt; mkdir /mnt/of-reader; chown reader /mnt/of-reader
		as_reader --net none --storage-dir /mnt/of-reader true'
	assert_line --index 0 "07-userns: '/mnt/of-reader/layers' is on a file system without such attributes, which takes no upper layer"
	assert_line --index 1 --partial "--storage copy"
	run -0 on_a_host 'users ranges; mount -t ramfs none /mnt; mkdir /mnt/of-reader; chown reader /mnt/of-reader
		as_reader --net none --storage-dir /mnt/of-reader --storage copy rm -r /home; find /mnt -mindepth 3'
	assert_output ''
}

@test "07: without root, what a killed launcher left goes with the next start's end" {
	run -0 on_a_host 'users ranges
		background --net none sh -c "mkdir /a; touch /a/b; chown -R 5:5 /a; exec sleep 30" & soon find /home/reader/.local -name b -uid 300004 -exec true {} +
		soon eval "find /home/reader/.local -name b | grep ."
		kill -9 $!; wait $! 2>/dev/null; [ "$(layers)" -gt 0 ] && echo left; as_reader --net none true; layers' 2>/dev/null
	assert_output "$(printf 'left\n0')"
}

@test "07: without root and without a group there are no limits, which is said, and who asks for one is refused" {
	groups_make
	run -0 on_a_host 'users ranges; as_reader --net none echo runs' 2>&1
	assert_output "$(printf '%s\n' "07-userns: no groups, so no limits: they need root, or one that is yours: systemd-run --user --scope -p Delegate=yes COMMAND" runs)"
	local limit
	for limit in '--memory 64m' '--pids-limit 20' '--cpus 0.5' '--cgroup-parent mine' '--stats table'; do
		run -125 on_a_host 'users ranges; for place in $places; do [ ! -d $place/shell ] || place+=/shell; mkdir -p $place/mine; done
			as_reader --net none $1 echo runs' "$limit"
		assert_line --index 0 --regexp '^07-userns: (--[a-z-]+ needs a group: )?cannot make (one|a group) in '
		assert_line --index 1 --partial "systemd-run --user --scope -p Delegate=yes"
		refute_line runs
	done
}

@test "07: without root, in a group that was handed over, a limit holds" {
	groups_make
	grep -qw pids /proc/self/cgroup || grep -qw pids "${places[0]}/cgroup.controllers" || skip "this machine has no controller 'pids'"
	local script='users ranges; chown -R reader $places
		background --net none $1 sh -c "(for i in \$(seq 60); do sleep 3030 & done); echo forked >/dev/shm/done; sleep 30" &
		soon eval "cat /proc/$(guest_of $!)/root/dev/shm/done"
		soon eval "pgrep -c -f \"^sleep 3030\" | grep -Ex \"$2\""; pgrep -c -f "^sleep 3030"; kill -9 $!; wait $! 2>/dev/null
		as_reader --net none true; find $places -name "vessel-*"'
	run -0 on_a_host "$script" '' 60
	assert_output 60
	run -0 on_a_host "$script" '--pids-limit 20' '1[0-9]'
	assert_output --partial "can't fork"
	assert_line --regexp '^(1[0-9])$'
	refute_line --partial vessel-
}

@test "07: without root, a guest that mounts its groups again does not lift a limit" {
	groups_make
	grep -qw pids /proc/self/cgroup || grep -qw pids "${places[0]}/cgroup.controllers" || skip "this machine has no controller 'pids'"
	local script='users ranges; chown -R reader $places; as_reader --net none $1 /attacks/lift-limit pids 60'
	run -0 on_a_host "$script" ''
	assert_line "took 60"
	run -0 on_a_host "$script" '--pids-limit 20'
	assert_line --regexp '^took 1[0-9]$'
}

# Some versions of pasta lose an answer now and then, or give it many times.
ask='for _ in 1 2 3 4 5; do timeout 3 nc -w 3 203.0.113.9 80 </dev/null | head -n 1 | grep hello && break; done'

@test "07: without root, pasta is the way out, and ends with the guest" {
	requires program pasta socat
	run -0 on_a_host 'ask=$1; users ranges; beyond; as_reader sh -c "$ask"; pgrep -f "^pasta --quiet" || echo gone
		background sleep 30 & soon pgrep -f "^pasta --quiet"; kill -9 $!; wait $! 2>/dev/null; soon eval "! pgrep -f \"^pasta --quiet\""; echo gone' "$ask" 2>/dev/null
	assert_line --index 0 "hello from beyond"
	assert_equal "$(grep -c '^gone$' <<<"$output")" 2
	run -0 on_a_host 'users ranges; beyond; echo "for this host only" >page; socat TCP-LISTEN:9000,bind=127.0.0.1,fork OPEN:page & soon socat -u OPEN:/dev/null TCP:127.0.0.1:9000
		as_reader sh -c "for at in 127.0.0.1 203.0.113.9 203.0.113.1; do timeout 2 nc -w 1 \$at 9000 </dev/null | head -n 1; done; true"'
	refute_output --partial "for this host only"
}

@test "07: pasta can be asked for by its name, without root and where it is installed" {
	requires program pasta socat
	run -0 on_a_host 'ask=$1; users ranges; beyond; as_reader --net pasta sh -c "$ask"' "$ask" 2>/dev/null
	assert_line --index 0 "hello from beyond"
	run -125 on_a_host 'users ranges; no_programs pasta; as_reader --net pasta true'
	assert_line --index 0 --partial "'--net pasta' needs pasta (package passt)"
	run -125 "$step" --net pasta true
	assert_line --index 0 --partial "is for those who are not root"
}

@test "07: without root, a port is published through pasta" {
	requires program pasta socat
	run -0 on_a_host 'users ranges; beyond
		background -p 8080:80 sh -c "while :; do echo from inside | nc -l -p 80; done" & soon eval "socat -T1 - TCP:127.0.0.1:8080 </dev/null 2>/dev/null | grep inside"
		socat -T1 - TCP:127.0.0.1:8080 </dev/null; kill -9 $!' 2>/dev/null
	assert_line "from inside"
}

@test "07: without root, a port that cannot be published is refused, and so is a bridge" {
	requires program pasta socat
	local without_device='mount -t tmpfs none /dev/net'
	run -0 on_a_host 'users ranges; eval "$1"; as_reader echo runs' "$without_device"
	assert_line --partial "no network beyond the guest's own: pasta: "
	assert_line runs
	run -125 on_a_host 'users ranges; eval "$1"; as_reader -p 8080:80 echo runs' "$without_device"
	assert_line --partial "07-userns: cannot publish ports: pasta: "
	refute_line runs
	# Somebody has it already.
	run -125 on_a_host 'users ranges; beyond; socat TCP-LISTEN:8080,fork - & soon socat -u OPEN:/dev/null TCP:127.0.0.1:8080
		as_reader -p 8080:80 echo runs'
	assert_line --partial "07-userns: cannot publish ports: pasta: "
	refute_line runs
	local option
	for option in '--net bridge' '--subnet 10.9.0.0/24'; do
		run -125 on_a_host 'users ranges; as_reader $1 echo runs' "$option"
		assert_line --partial "without root there is no bridge: leave ${option%% *} out"
		refute_line runs
	done
}

@test "07: without root and pasta, slirp4netns is the way out, and ends with the guest" {
	requires program slirp4netns socat
	run -0 on_a_host 'ask=$1; users ranges; beyond; [ -z "$(command -v pasta)" ] || no_programs pasta
		as_reader sh -c "$ask"; pgrep slirp4netns || echo gone
		background sleep 30 & soon pgrep slirp4netns; kill -9 $!; wait $! 2>/dev/null; soon eval "! pgrep slirp4netns"; echo gone' "$ask" 2>/dev/null
	assert_line --index 0 "hello from beyond"
	assert_equal "$(grep -c '^gone$' <<<"$output")" 2
	run -125 on_a_host 'users ranges; [ -z "$(command -v pasta)" ] || no_programs pasta; as_reader -p 8080:80 true'
	assert_line --index 0 --partial "without root, --publish needs pasta"
}

@test "07: where user namespaces are switched off, the switch is named" {
	run -125 on_a_host 'unshare --user --map-root-user sh -c "echo 0 >/proc/sys/user/max_user_namespaces; $step --net none true"'
	assert_line --index 0 "07-userns: cannot start a child in new namespaces: No space left on device"
	assert_line --index 1 --partial "sudo sysctl user.max_user_namespaces"
	local switch
	for switch in unprivileged_userns_clone=0 apparmor_restrict_unprivileged_userns=1; do
		run -125 on_a_host 'users; mount -t tmpfs none /proc/sys/kernel; echo "${1#*=}" >"/proc/sys/kernel/${1%=*}"; chmod 755 /proc/sys/kernel
			reader strace -f -qq -o /dev/null -e inject=clone3:error=EPERM ./07-userns --rootfs rootfs --net none true' "$switch"
		assert_line --index 1 --regexp "^07-userns: cannot start a child in new namespaces: Operation not permitted"
		assert_line --index 2 --partial "/proc/sys/kernel/${switch%=*} is ${switch#*=}"
		assert_line --index 2 --partial "sudo sysctl kernel.${switch%=*}="
	done
	# On Ubuntu there is the namespace, and no right in it.
	run -125 on_a_host 'users; mount -t tmpfs none /proc/sys/kernel; echo 1 >/proc/sys/kernel/apparmor_restrict_unprivileged_userns; chmod 755 /proc/sys/kernel
		reader strace -f -qq -o /dev/null -e inject=sethostname:error=EPERM ./07-userns --rootfs rootfs --net none true'
	assert_line --index 1 --partial "cannot set the host name"
	assert_line --index 2 --partial "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
}

@test "07: SIGKILL of the launcher at any moment ends the guest too, also without root" {
	run -0 on_a_host 'users ranges
		for delay in 0 0.003 0.006 0.01 0.015 0.02 0.03 0.05 0.08; do
			for who in "$step" "background --net none"; do
				$who sleep 2424 & sleep $delay
				kill -9 $!
				wait $! 2>/dev/null
			done
		done
		soon eval "! pgrep -f -r R,S,D \"^sleep 2424\""; echo gone' 2>/dev/null
	assert_output gone
}

@test "07: a guest that runs dies with its launcher, though it has changed its ids" {
	run -0 on_a_host 'users ranges
		for who in "$step" "background --net none"; do
			$who sleep 2525 & soon pgrep -f "^sleep 2525"
			# (What watches over its groups would end it as well.)
			for child in $(pgrep -P $! -f 07-userns); do kill -9 $child; done
			kill -9 $!; wait $! 2>/dev/null
			soon eval "! pgrep -f -r R,S,D \"^sleep 2525\"" && echo gone
		done' 2>/dev/null
	assert_output "$(printf 'gone\ngone')"
}

@test "07: kill -9 at twenty moments leaves nothing after the next start" {
	requires program nft
	groups_make
	LIMIT=280 run -0 on_a_host 'killed "$step" 2>/dev/null'
	assert_output ''
}

@test "07: without root, kill -9 at twenty moments leaves nothing after the next start" {
	requires program nft socat
	groups_make
	LIMIT=280 run -0 on_a_host 'users ranges; beyond; chown -R reader $places; killed background 2>/dev/null'
	assert_output ''
}

@test "07: two hundred starts from four loops at once leave nothing" {
	requires program nft
	groups_make
	LIMIT=280 run -0 on_a_host 'loops 200 "$step"'
	assert_output "200 7"
}

@test "07: without root, forty starts from four loops at once leave nothing" {
	requires program nft socat
	groups_make
	LIMIT=280 run -0 on_a_host 'users ranges; beyond; chown -R reader $places; loops 40 as_reader'
	assert_output "40 7"
}

@test "07: inside of another one, and inside of a container with few ids, it is a root again" {
	run -0 on_a_host 'unshare --user --map-root-user $step --net none sh -c "id -u; xargs </proc/self/uid_map"' 2>&1
	assert_output "$(printf '0\n0 0 1')"
}

@test "07: inside of its own guest, it is a root again, with a network and a root of its own" {
	local library libraries=''
	for library in /lib /lib64; do
		[ ! -e $library ] || libraries+=" -v $library:$library"
	done
	# (The guest has an environment of its own.)
	echo "export ASAN_OPTIONS=${ASAN_OPTIONS:-}" >nest
	# A /proc and a /sys of its own are had only where whole ones are seen: the masks go first.
	cat >>nest <<-'END'
		umount $(awk '$2 ~ "^/(proc|sys)/." { print $2 }' /proc/mounts | tac)
		for net in "--subnet 10.9.0.0/24" "--net none"; do
			/mnt/07-userns $net --rootfs /home/guest sh -c 'id -u; xargs </proc/self/uid_map
				ip -4 -o addr show eth0 2>&1 | grep -o "10[.][0-9.]*/[0-9]*"; rm /etc/passwd; ls /sys/class/net | xargs' || echo $?
		done
		ls /home/guest/etc/passwd; ip -o link | grep -c vessel
		# One that lies in its own root is not copied into itself.
		/mnt/07-userns --net none --rootfs / sh -c 'ls /root/nest; find /var/lib/vessel -name nest'
	END
	run on_a_host '$step $1 -v "$PWD/nest:/root/nest" -v "${step%/*}:/mnt" -v "$ROOTFS:/home/guest" sh /root/nest' "$libraries"
	assert_output "$(printf '%s\n' 0 '0 0 65536' 10.9.0.2/24 'eth0 lo' 0 '0 0 65536' lo /home/guest/etc/passwd 0 /root/nest)"
}
