#!/usr/bin/env bats
# 08-capabilities.bats - few of the powers of root; who the command is.
# shellcheck disable=SC2016 # the guest's shell expands

load helper

setup() {
	requires root
	step=$BIN/08-capabilities
	# The latest step without our organ, whichever that is.
	before=$(printf '%s\n' "$BIN"/0[1-7]-* | tail -n 1)
	cd "$BATS_TEST_TMPDIR" || return
	# No network is faster, and no layer. And a user namespace has rights of its own, which are
	# few: here it is about those of the machine.
	alone=(--net none)
	run "$step" --help
	[[ $output != *--storage* ]] || alone+=(--storage none)
	[[ $output != *--userns* ]] || alone+=(--userns host)
}

docker=00000000a80425fb # what docker gives
none=0000000000000000
# What we have ourselves, as a set.
held() { sed -n 's/^CapPrm:\t//p' /proc/self/status; }

# sets COMMAND... - the five sets that a guest has: inheritable, permitted,
# effective, bounding, ambient, on a line
sets() {
	run -0 "$@" sh -c "sed -n 's/^Cap.*:.//p' /proc/self/status | paste -sd ' ' -"
}

# A root in which files are another user's, and programs are setuid: $ROOTFS
rootfs_of_others() {
	[ -e "$BATS_FILE_TMPDIR/rootfs" ] || {
		cp -a "$ROOTFS" "$BATS_FILE_TMPDIR/rootfs.new"
		(
			cd "$BATS_FILE_TMPDIR/rootfs.new/attacks" || exit
			cp caps-try caps-try-guest
			cp caps-try caps-try-root
			chown 1000:1000 caps-try-guest
			chmod 4755 caps-try-guest caps-try-root
		)
		mv "$BATS_FILE_TMPDIR/rootfs.new" "$BATS_FILE_TMPDIR/rootfs"
	}
	ROOTFS=$BATS_FILE_TMPDIR/rootfs
}

# tries OPTIONS... -- WORD...: what caps-try says with them
tries() {
	run "$step" --rootfs "$ROOTFS" "${alone[@]}" --tmpfs /tmp "${@:1:$#-1}" /attacks/caps-try "${@: -1}"
}

# opens NAME [OTHER...] - the kernel lets a guest do what that opens if it has
# nothing but that, and not if it has all but that (and others that open it too).
opens() {
	local others
	rootfs_of_others
	others=$(IFS=, && echo "$*")
	tries --cap-drop all --cap-add "$1" "$1"
	[[ $output != *"we do not have it ourselves"* ]] || skip "we do not have ${1^^} ourselves"
	[ "$status" != 2 ] || skip "$1: ${output#*\?    }"
	assert_output --partial " yes "
	assert_equal "$status" 0
	tries --cap-add all --cap-drop "$others" "$1"
	assert_output --regexp " no .*: E(PERM|ACCES)$"
	assert_equal "$status" 1
}

# ------------------------------------------------------- each, with and without

@test "08: chown gives a file to another user" { opens chown; }
@test "08: dac_override writes a file of mode 000" { opens dac_override; }
@test "08: dac_read_search opens a file by its number" { opens dac_read_search sys_admin; }
@test "08: fowner changes the mode of another's directory" { opens fowner; }
@test "08: fsetid keeps the setuid bit of a file that is written" { opens fsetid; }
@test "08: kill ends a process of another user" { opens kill; }
@test "08: setgid takes any group" { opens setgid; }
@test "08: setuid becomes any user" { opens setuid; }
@test "08: setpcap drops from the bounding set" { opens setpcap; }
@test "08: linux_immutable makes a file that nobody can change" { opens linux_immutable; }
@test "08: net_bind_service binds port 80" { opens net_bind_service; }
@test "08: net_broadcast opens nothing" { opens net_broadcast; }
@test "08: net_admin changes an interface" { opens net_admin; }
@test "08: net_raw opens a raw socket" { opens net_raw; }
@test "08: ipc_lock locks memory beyond the limit" { opens ipc_lock; }
@test "08: ipc_owner attaches a segment of mode 000" { opens ipc_owner; }
@test "08: sys_module hands code to the kernel" { opens sys_module; }
@test "08: sys_rawio asks which block of a disk a file is on" { opens sys_rawio; }
@test "08: sys_chroot calls chroot" { opens sys_chroot; }
@test "08: sys_ptrace reads the memory of another's process" { opens sys_ptrace; }
@test "08: sys_pacct chooses the file of process accounting" { opens sys_pacct; }
@test "08: sys_admin mounts" { opens sys_admin; }
@test "08: sys_boot gets as far as reboot's magic number" { opens sys_boot; }
@test "08: sys_nice goes before others" { opens sys_nice; }
@test "08: sys_resource raises a hard limit" { opens sys_resource; }
@test "08: sys_time gets as far as the clock's arguments" { opens sys_time; }
@test "08: sys_tty_config hangs up a terminal" { opens sys_tty_config; }
@test "08: mknod makes a device node" { opens mknod; }
@test "08: lease takes a lease on another's file" { opens lease; }
@test "08: audit_write is let through to the audit log" { opens audit_write; }
@test "08: setfcap gives a file a capability" { opens setfcap; }
@test "08: mac_override is for Smack" { opens mac_override; }
@test "08: syslog learns what the kernel has said" { opens syslog sys_admin; }
@test "08: wake_alarm makes a timer that wakes the machine" { opens wake_alarm; }
@test "08: block_suspend keeps the machine from sleeping" { opens block_suspend; }
@test "08: audit_read listens to the audit log" { opens audit_read; }
@test "08: perfmon measures all that a processor does" { opens perfmon sys_admin; }
@test "08: bpf makes a map for programs in the kernel" { opens bpf sys_admin; }
@test "08: checkpoint_restore chooses the number of a process" { opens checkpoint_restore sys_admin; }

@test "08: mac_admin loads a profile into AppArmor" {
	[ -e /sys/kernel/security/apparmor/.load ] || skip "mac_admin: no AppArmor in sight"
	# The guest's /sys does not have it; a person may show it, elsewhere.
	run -0 "$step" "${alone[@]}" --volume /sys/kernel/security:/mnt \
		--cap-drop all --cap-add mac_admin /attacks/caps-try mac_admin
	run -1 "$step" "${alone[@]}" --volume /sys/kernel/security:/mnt \
		--cap-add all --cap-drop mac_admin /attacks/caps-try mac_admin
}

@test "08: audit_control is of no use in a pid namespace, and asked for outside" {
	requires program setpriv
	tries --cap-add all audit_control
	assert_output --partial "in the first pid namespace alone"
	run "$ROOTFS/attacks/caps-try" audit_control
	[ "$status" != 2 ] || skip "audit_control: ${output#*\?    }"
	run -0 setpriv --bounding-set -all,+audit_control "$ROOTFS/attacks/caps-try" audit_control
	run -1 setpriv --bounding-set -audit_control "$ROOTFS/attacks/caps-try" audit_control
}

@test "08: what docker gives opens here, what it does not give opened before, and not here" {
	rootfs_of_others
	run -0 "$before" --rootfs "$ROOTFS" "${alone[@]}" --tmpfs /tmp /attacks/caps-try
	local then=$output name given now
	assert [ "$(grep -c ' yes ' <<<"$then")" -gt 28 ]
	run -0 "$step" --rootfs "$ROOTFS" "${alone[@]}" --tmpfs /tmp /attacks/caps-try
	now=$output
	assert_equal "$(wc -l <<<"$now")" 41
	assert_equal "$(grep -c ' yes ' <<<"$now")" 14
	run -0 "$step" --cap-list
	while read -r given name _; do
		[ "$given" = '*' ] || { name=$given && given=' '; }
		grep -q "^$name " <<<"$now" || continue
		case $given in
		'*') grep -q "^$name * yes " <<<"$now" || fail "$name is given and does not open" ;;
		*) ! grep -q "^$name * yes " <<<"$now" || fail "$name opens" ;;
		esac
	done <<<"$output"
}

@test "08: --cap-list tells all 41, the 14 that are given, and fits the wall" {
	run -0 "$step" --cap-list
	assert_equal "$(grep -cE '^[* ] [a-z]' <<<"$output")" 42 # and its legend
	assert_equal "$(grep -cE '^\* [a-z_]+ +[a-z].*: ' <<<"$output")" 14
	run ! grep -E '^.{81,}' <<<"$output"
	run -125 sh -c "$step --cap-list >/dev/full"
	assert_output --partial "No space left"
	# Its names are the kernel's, in the kernel's order.
	run -0 "$step" --cap-list
	local expected
	expected=$(python3 -c 'import re
print(" ".join(n.lower() for n in re.findall(r"#define CAP_(\w+)\s+\d+", open("/usr/include/linux/capability.h").read())))')
	[[ "$expected " == "$(grep -oP '^[* ] \K[a-z_]+(?= +\S)' <<<"$output" | head -n 41 | paste -sd ' ') "* ]]
}

# ------------------------------------------------------------ what it stops

@test "08: a guest writes to /proc/sys again before, and not here" {
	local script='mount -o remount,rw,bind /proc/sys && echo escaped >/proc/sys/kernel/hostname && hostname'
	run "$before" "${alone[@]}" sh -c "$script"
	assert_output escaped
	run "$step" "${alone[@]}" sh -c "$script"
	assert_failure
	refute_output --partial escaped
	assert_output --regexp "(permission denied|Operation not permitted)"
}

@test "08: a guest mounts before, and not here" {
	run -0 "$before" "${alone[@]}" sh -c 'mount -t tmpfs mine /mnt && grep -c ^mine /proc/mounts'
	run "$step" "${alone[@]}" sh -c 'mount -t tmpfs mine /mnt || grep -c ^mine /proc/mounts'
	assert_output --partial "permission denied"
	assert_line 0
}

@test "08: a guest takes its neighbour's address before, and not here" {
	requires program ip
	local script='unshare --net --mount --pid --fork --mount-proc --kill-child sh -c "mount -t sysfs none /sys; $1 sh -c \"ifconfig eth0 10.118.83.77 && ifconfig eth0\""'
	run sh -c "$script" - "$before"
	assert_output --partial "inet addr:10.118.83.77"
	run sh -c "$script" - "$step"
	assert_failure
	assert_output --regexp "SIOCSIFADDR: (Permission denied|Operation not permitted)"
}

@test "08: what is masked in /proc is uncovered before, and not here" {
	local script='umount /proc/keys /proc/interrupts 2>/dev/null; wc -c </proc/interrupts'
	run -0 "$before" "${alone[@]}" sh -c "$script"
	refute_output 0
	run -0 "$step" "${alone[@]}" sh -c "$script"
	assert_output 0
}

@test "08: still leaking: a user namespace of its own gives a guest all of it back, inside" {
	[ "$(cat /proc/sys/user/max_user_namespaces)" != 0 ] || skip "no user namespaces here"
	run -0 "$step" "${alone[@]}" unshare -r -m sh -c 'mount -t tmpfs mine /mnt && grep -c ^mine /proc/mounts'
	assert_output 1
}

# ------------------------------------------------------------------ the sets

@test "08: all of root's before; here docker's list in three sets, and two are empty" {
	sets "$before" "${alone[@]}"
	assert_output "$none $(held) $(held) $(held) $none"
	sets "$step" "${alone[@]}"
	assert_output "$none $docker $docker $docker $none"
}

@test "08: --cap-add and --cap-drop mean what they mean to docker" {
	local all minus_chown options expected
	all=$(held)
	minus_chown=$(printf %016x $((0x$all & ~1)))
	while IFS='|' read -r options expected; do
		# shellcheck disable=SC2086 # words
		sets "$step" "${alone[@]}" $options
		[ "$output" = "$none $expected $expected $expected $none" ] || fail "$options: $output"
	done <<-END
		--cap-drop all|$none
		--cap-drop ALL --cap-add chown|0000000000000001
		--cap-add chown --cap-drop all|0000000000000001
		--cap-add all --cap-drop all|$all
		--cap-add All --cap-drop CAP_CHOWN|$minus_chown
		--cap-add chown --cap-drop chown|$docker
		--cap-add sys_time --cap-drop=MKNOD,cap_Net_Raw --cap-drop kill|00000000a20405db
	END
}

@test "08: a capability that there is not is refused, and the one that was meant is told" {
	local typed meant
	while read -r typed meant; do
		run -125 "$step" --cap-add "$typed" echo started
		assert_line --index 0 "08-capabilities: '--cap-add $typed': there is no such capability${meant:+: did you mean '$meant'?}"
		assert_equal "${#lines[@]}" 2
		run -125 "$step" --cap-drop "chown,$typed" echo started
		assert_line --index 0 --partial "there is no such capability"
	done <<-'END'
		sys_amin sys_admin
		CAP_SYS_AMIN sys_admin
		NETADMIN net_admin
		ptrace sys_ptrace
		al all
		zebra
		41
		0x1
	END
	for typed in '' ',' 'chown,' chown,,kill; do
		run -125 "$step" --cap-add "$typed" echo started
		assert_line --index 0 --partial "a name is missing"
	done
}

@test "08: what we do not have ourselves is refused by name, and left out of ALL and of the default" {
	requires program setpriv
	run -125 setpriv --bounding-set -sys_time "$step" "${alone[@]}" --cap-add sys_time true
	assert_line --index 0 "08-capabilities: cannot give CAP_SYS_TIME: Operation not permitted"
	assert_line --index 1 --partial "we do not have it ourselves"
	sets setpriv --bounding-set -sys_time,-chown "$step" "${alone[@]}"
	assert_output "$none 00000000a80425fa 00000000a80425fa 00000000a80425fa $none"
	sets setpriv --bounding-set -sys_time,-chown "$step" "${alone[@]}" --cap-add all
	refute_output --partial "$(held)"
	assert_output --partial "$(printf %016x $((0x$(held) & ~0x2000001)))"
}

@test "08: a capability that the kernel does not know is refused by name, and left out of ALL" {
	requires program strace
	# libcap asks for the 41st first, third: a kernel that says no has fewer.
	local old=(strace -qq -o /dev/null -e inject=prctl:error=EINVAL:when=3)
	run -125 "${old[@]}" "$step" "${alone[@]}" --cap-add checkpoint_restore true
	assert_output "08-capabilities: this kernel does not know CAP_CHECKPOINT_RESTORE"
	run -0 "${old[@]}" "$step" "${alone[@]}" --cap-add all grep CapPrm /proc/self/status
	run -0 "${old[@]}" "$step" "${alone[@]}" true
}

@test "08: without CAP_SETPCAP nothing can be dropped, and it says so" {
	requires program setpriv
	run -125 setpriv --bounding-set -setpcap "$step" "${alone[@]}" true
	assert_line --index 0 --regexp "cannot drop CAP_[A-Z_]+ from the bounding set: Operation not permitted"
	assert_line --index 1 --partial "you are root, but without CAP_SETPCAP"
}

@test "08: the caller's inheritable and ambient sets are the guest's before, and not here" {
	requires program setpriv
	sets setpriv --inh-caps +net_raw --ambient-caps +net_raw "$before" "${alone[@]}"
	assert_output --regexp "^0000000000002000 .* 0000000000002000$"
	sets setpriv --inh-caps +net_raw --ambient-caps +net_raw "$step" "${alone[@]}"
	assert_output "$none $docker $docker $docker $none"
	sets setpriv --inh-caps +net_raw --ambient-caps +net_raw "$step" "${alone[@]}" --user guest
	assert_output "$none $none $none $docker $none"
}

@test "08: the caller's securebits do not make root inside powerless" {
	requires program setpriv
	# With "noroot" set, root is nobody: the launcher lives on its ambient set.
	local caller=(setpriv --inh-caps "+all,-sys_resource" --ambient-caps "+all,-sys_resource")
	sets "${caller[@]}" --securebits +noroot "$step" "${alone[@]}"
	assert_output "$none $docker $docker $docker $none"
	run -125 "${caller[@]}" --securebits +noroot,+noroot_locked "$step" "${alone[@]}" true
	assert_line --index 0 "08-capabilities: cannot clear the caller's securebits: Operation not permitted"
	assert_line --index 1 --partial "they are locked, for good"
	# What is locked, and off, is what a guest has anyway.
	sets setpriv --securebits +noroot_locked,+no_setuid_fixup_locked,+keep_caps_locked "$step" "${alone[@]}"
	assert_output "$none $docker $docker $docker $none"
}

# -------------------------------------------------- and none is ever regained

@test "08: a setuid program of root's gets no more than the bounding set" {
	rootfs_of_others
	local try=("$step" --rootfs "$ROOTFS" "${alone[@]}" --tmpfs /tmp --user guest)
	run -1 "${try[@]}" /attacks/caps-try chown
	run -0 "${try[@]}" /attacks/caps-try-root chown
	run -1 "${try[@]}" /attacks/caps-try-root sys_admin
	run -1 "${try[@]}" --cap-drop chown /attacks/caps-try-root chown
	run -0 "${try[@]}" --cap-add all /attacks/caps-try-root sys_admin
	# and with no_new_privs, it is not root's at all
	run -1 "${try[@]}" --security-opt no-new-privileges /attacks/caps-try-root chown
}

@test "08: a setuid program is one as well where the guest's root is a copy in memory" {
	rootfs_of_others
	mkdir ram
	run -0 unshare --mount bash -c "mount -t ramfs none ram; cp -a '$ROOTFS' ram
		'$step' --net none --rootfs ram/rootfs sh -c 'grep \" / \" /proc/mounts'
		'$step' --net none --rootfs ram/rootfs --tmpfs /tmp --user guest /attacks/caps-try chown && echo not alone
		'$step' --net none --rootfs ram/rootfs --tmpfs /tmp --user guest /attacks/caps-try-root chown"
	assert_line --index 0 --regexp '^[^ ]+ / tmpfs '
	refute_output --partial nosuid
	refute_line "not alone"
}

@test "08: as the host's root, a guest that mounts its groups in a namespace of its own does not lift a limit" {
	groups_make
	# shellcheck disable=SC2154 # they are groups_make's
	grep -qw memory /proc/self/cgroup || grep -qw memory "${places[0]}/cgroup.controllers" || skip "this machine has no controller 'memory'"
	run -0 "$step" --net none --userns host /attacks/lift-limit memory 100
	assert_line "took 100"
	run -137 "$step" --net none --userns host --memory 32m --memory-swap 32m /attacks/lift-limit memory 100
	assert_output --partial "over its memory limit of 32M"
}

# file_caps SET FILE - as setcap(8) does: permitted, and effective from the start
file_caps() {
	python3 -c 'import os, struct, sys
caps = int(sys.argv[1])
os.setxattr(sys.argv[2], "security.capability",
	struct.pack("<IIIII", 0x02000001, caps & 0xffffffff, 0, caps >> 32, 0))' "$@"
}

@test "08: a program with capabilities gets no more than the bounding set" {
	requires program python3
	own_rootfs
	cp "$ROOTFS/attacks/caps-try" "$ROOTFS/attacks/raw"
	cp "$ROOTFS/attacks/caps-try" "$ROOTFS/attacks/all"
	file_caps $((1 << 13)) "$ROOTFS/attacks/raw" || skip "no capabilities of files here"
	file_caps $((0x$(held))) "$ROOTFS/attacks/all"
	local try=("$step" --rootfs "$ROOTFS" "${alone[@]}" --user guest)
	run -1 "${try[@]}" /attacks/caps-try net_raw
	run -0 "${try[@]}" /attacks/raw net_raw
	run -1 "${try[@]}" /attacks/raw chown
	# A program that wants more than there is does not start.
	run -126 "${try[@]}" /attacks/all net_raw
	assert_line --index 0 --partial "Operation not permitted"
	run -126 "${try[@]}" --cap-drop net_raw /attacks/raw net_raw
	run -1 "${try[@]}" --security-opt no-new-privileges /attacks/raw net_raw
}

@test "08: no_new_privs is off, as docker has it, and on if one says so in one of its ways" {
	local typed
	for typed in '' =false :false; do
		run -0 "$step" "${alone[@]}" ${typed:+--security-opt "no-new-privileges$typed"} grep NoNewPrivs /proc/self/status
		assert_output --regexp '0$'
	done
	for typed in '' =true :true; do
		run -0 "$step" "${alone[@]}" --security-opt "no-new-privileges$typed" grep NoNewPrivs /proc/self/status
		assert_output --regexp '1$'
	done
	run -125 "$step" --security-opt no-new-privileges=maybe true
	assert_line --index 0 --partial "it is 'true' or 'false'"
	run -125 "$step" --security-opt no-new-privilege true
	assert_line --index 0 --partial "did you mean 'no-new-privileges'?"
	run -125 "$step" --security-opt zebra true
	assert_line --index 0 "08-capabilities: '--security-opt' has no 'zebra'"
}

@test "08: --privileged is refused, and told what comes nearest" {
	run -125 "$step" --privileged true
	assert_line --index 0 --partial "did you mean '--cap-add ALL'?"
	assert_equal "${#lines[@]}" 2
	run -0 "$step" --help
	refute_output --partial privileged
}

# ------------------------------------------------------------------- --user

# who OPTIONS... - uid, gid, supplementary groups and HOME of the command
who() {
	run "$step" --rootfs "$ROOTFS" "${alone[@]}" "$@" sh -c 'set -- $(grep -E "^[UG]id|^Groups" /proc/self/status)
		echo "$2$3$4$5 $7$8$9${10}: $(grep ^Groups /proc/self/status | cut -f 2) $HOME"'
}

accounts() {
	own_rootfs
	cat >"$ROOTFS/etc/passwd" <<-'END'
		root:x:0:0:root:/root:/bin/sh
		ann:x:7:8:Ann:/home/ann:/bin/sh
		homeless:x:9:9:::
	END
	cat >"$ROOTFS/etc/group" <<-'END'
		root:x:0:
		eight:x:8:
		choir:x:20:bob,ann
		band:x:21:ann,bob
		others:x:22:annabel,bob,joann
	END
}

@test "08: --user takes names of the guest's, and numbers, as docker does" {
	local options expected
	accounts
	while IFS='|' read -r options expected; do
		# shellcheck disable=SC2086 # words
		who $options
		assert_equal "$options|$(tr -s ' ' <<<"$output")" "$options|$expected"
	done <<-'END'
		|0000 0000: /root
		--user ann|7777 8888: 20 21 /home/ann
		--user 7|7777 8888: 20 21 /home/ann
		--user ann:choir|7777 20202020: /home/ann
		--user ann:20|7777 20202020: /home/ann
		--user 7:4242|7777 4242424242424242: /home/ann
		--user 33|33333333 0000: /
		--user homeless|9999 9999: /
		--user 0|0000 0000: /root
		--user ann --group-add eight --group-add 99|7777 8888: 8 20 21 99 /home/ann
		--user ann:eight --group-add band|7777 8888: 21 /home/ann
		--group-add choir|0000 0000: 20 /root
		-u 4294967294:4294967294|4294967294429496729442949672944294967294 4294967294429496729442949672944294967294: /
	END
}

@test "08: a --user that is no number and no name is never root" {
	local typed
	accounts
	for typed in '' : 0: :0 ann: ann:choir:x 0:0:0; do
		run -125 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user "$typed" echo started
		assert_line --index 0 --regexp "'--user .*: the (user|group) is missing|there is no group"
	done
	for typed in 4294967295 4294967296 18446744073709551616 0:4294967295 99999999999999999999999; do
		run -125 "$step" --user "$typed" echo started
		assert_line --index 0 --partial "or a number from 0 to 4294967294"
	done
	for typed in 0x0 +0 -0 -1 ' 0' '0 ' 0abc 0.0 root2 roo Root $'root\n' $'0\n'; do
		run -125 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user "$typed" echo started
		assert_line --index 0 --partial "there is no user '"
	done
	for typed in 0x0 +0 -1 '0 ' 0abc roo; do
		run -125 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user "7:$typed" echo started
		assert_line --index 0 --partial "there is no group '"
		run -125 "$step" --rootfs "$ROOTFS" "${alone[@]}" --group-add "$typed" echo started
		assert_line --index 0 --partial "there is no group '"
	done
	run -125 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user anne true
	assert_line --index 1 "  did you mean 'ann'?"
}

@test "08: lines of /etc/passwd that make no sense are nobody's" {
	own_rootfs
	printf '%s\n' 'a:x:0abc:0::/:/bin/sh' 'b:x:-1:0::/:/bin/sh' 'c:x:4294967296:0::/:/bin/sh' \
		'd:x::0::/:/bin/sh' 'e:x:0' 'f:x: 0:0::/:/bin/sh' 'g:x:0:0::/:/bin/sh:more' \
		':x:0:0::/:/bin/sh' '+::::::' 'h:x:0x0:0::/:/bin/sh' >"$ROOTFS/etc/passwd"
	printf 'i\0:x:0:0::/:/bin/sh\nk:x:0:0::/:/bin/sh\0\nj:x:5:5::/j:/bin/sh\n' >>"$ROOTFS/etc/passwd"
	local name
	for name in a b c d e f g h i k +; do
		run -125 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user "$name" echo started
		assert_line --index 0 --partial "there is no user '$name'"
	done
	run -0 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user j sh -c 'grep ^Uid /proc/self/status; echo $HOME'
	assert_output $'Uid:\t5\t5\t5\t5\n/j'
}

@test "08: an /etc/passwd that is hostile is survived" {
	own_rootfs
	local passwd=$ROOTFS/etc/passwd try=(timeout 20 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user ann grep ^Uid /proc/self/status)
	local seven=$'Uid:\t7\t7\t7\t7'
	# a line of 5 MB before it, none of 15 MB, no newline at the end, zero bytes
	{ head -c 5000000 /dev/zero | tr '\0' x; printf '\nann:x:7:7::/:/bin/sh'; } >"$passwd"
	run -0 "${try[@]}"
	assert_output "$seven"
	head -c 15000000 /dev/zero | tr '\0' : >"$passwd"
	run -125 "${try[@]}"
	{ head -c 100000 /dev/zero; printf '\nann:x:7:7::/:/bin/sh'; } >"$passwd"
	run -0 "${try[@]}"
	# one that never ends, and what is no file
	truncate -s 1T "$passwd"
	run -125 "${try[@]}"
	assert_output --partial "'/etc/passwd' of the guest has more than 16 MiB"
	local make
	for make in "mkfifo" "mkdir" "mknod -m 666 \$1 c 1 5 && :" "ln -s /proc/self/fd/0" "ln -s /dev/tty" "ln -s /etc/passwd"; do
		rm -rf "$passwd"
		sh -c "$make \"\$1\"" - "$passwd" || continue
		run -125 "${try[@]}" </dev/null
		assert_line --index 0 --regexp "'?/etc/passwd'?"
	done
	# a link to a file of the host leads to one of the guest's
	rm -f "$passwd"
	echo 'ann:x:0:0::/:/bin/sh' >outside
	ln -s "$PWD/outside" "$passwd"
	run -125 "${try[@]}"
	assert_line --index 0 --partial "there is no user 'ann'"
	ln -sf ../../../../../../etc/real "$passwd"
	echo 'ann:x:7:7::/:/bin/sh' >"$ROOTFS/etc/real"
	run -0 "${try[@]}"
	assert_output "$seven"
	# none at all: a number will do
	rm -rf "$ROOTFS/etc/passwd" "$ROOTFS/etc/group"
	run -0 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user 7:8 id -u
	assert_output 7
	run -125 "${try[@]}"
}

@test "08: the caller's groups are the guest's before, and not here" {
	requires program setpriv
	run -0 setpriv --groups 4242 "$before" "${alone[@]}" id -G
	assert_output --partial 4242
	run -0 setpriv --groups 4242 "$step" "${alone[@]}" id -G
	assert_output 0
	run -0 setpriv --groups 4242 "$step" "${alone[@]}" --user guest id -G
	assert_output 1000
}

@test "08: who is not root has no capabilities, given or added, but in the bounding set" {
	sets "$step" "${alone[@]}" --user guest
	assert_output "$none $none $none $docker $none"
	sets "$step" "${alone[@]}" --user guest --cap-add sys_time
	assert_output "$none $none $none 00000000aa0425fb $none"
	run -0 "$step" "${alone[@]}" --user guest sh -c 'touch /root/x /etc/x; kill -0 1; id -u'
	assert_output --partial "/etc/x: Permission denied"
}

@test "08: in a user namespace of its own it is all the same, with the rights of that" {
	run -0 "$step" --net none grep -E '^Cap(Prm|Bnd)' /proc/self/status
	assert_output "$(printf 'CapPrm:\t%s\nCapBnd:\t%s' $docker $docker)"
	# Even one that we do not have ourselves is there, for what is the guest's.
	requires program setpriv
	run -0 setpriv --bounding-set -sys_time "$step" --net none --cap-add sys_time true
	run -0 "$step" --net none --cap-add sys_admin /attacks/caps-try sys_admin
	run -1 "$step" --net none --cap-add sys_time /attacks/caps-try sys_time
	run -0 "$step" --net none --user guest:tty sh -c 'id -u; id -g; echo $HOME'
	assert_output $'1000\n5\n/home/guest'
	run -125 "$step" --net none --user 1234567 true
	assert_line --index 0 "08-capabilities: cannot become user 1234567: Invalid argument"
	assert_line --index 1 --partial "the user namespace has no such user"
}

@test "08: without root, it is root inside with few rights, and can be no other" {
	requires program setpriv
	within_reach "${step#"$ROOT"/}" "${ROOTFS#"$ROOT"/}"
	local try=(user env HOME="$REACH" "$REACH/${step#"$ROOT"/}" --net none --storage none)
	run "${try[@]}" grep -E '^Cap(Prm|Bnd)' /proc/self/status
	[ "$status" = 0 ] || fail "$output"
	assert_line "$(printf 'CapPrm:\t%s' $docker)"
	assert_line "$(printf 'CapBnd:\t%s' $docker)"
	run "${try[@]}" mount -t tmpfs mine /mnt
	assert_failure
	assert_output --partial "permission denied"
	run -125 "${try[@]}" --user guest true
	assert_output --partial "cannot become"
}

@test "08: a user who may not enter the root is told so" {
	own_rootfs
	chmod 700 "$ROOTFS"
	run -126 "$step" --rootfs "$ROOTFS" "${alone[@]}" --user guest true
	assert_line --index 1 --partial "'/' is a directory that you may not enter"
}

# --------------------------------------------------------------- the processes

@test "08: with --init, PID 1 is no more than the command is" {
	local options
	for options in '' '--user guest' '--cap-add all' '--cap-drop all --user 7:8 --group-add 9' '--security-opt no-new-privileges'; do
		# shellcheck disable=SC2086 # words
		run -0 "$step" "${alone[@]}" --init $options sh -c 'what="^[UG]id|^Cap|^Groups|^NoNew"
			grep -E "$what" /proc/1/status >/dev/shm/init; grep -E "$what" /proc/self/status >/dev/shm/command
			cat /dev/shm/init; cmp /dev/shm/init /dev/shm/command'
		assert_line --regexp '^Uid:'
	done
}

@test "08: with --init, signals reach a command that is not root" {
	run -143 timeout -s KILL 20 sh -c "$step ${alone[*]} --init --user guest sleep 2424 & guest=\$!
		until pgrep -f '^sleep 2424' >/dev/null; do sleep 0.02; done; kill \$guest; wait \$guest"
}

@test "08: SIGKILL of the launcher ends a guest that is another user" {
	local options delay
	# shellcheck disable=SC2317 # eventually calls it
	begun() { pgrep -f '^sleep 2525'; }
	# shellcheck disable=SC2317 # eventually calls it
	ended() { ! pgrep -f -r R,S,D '^sleep 2525'; }
	for options in '' --init; do
		"$step" "${alone[@]}" $options --user guest sleep 2525 3>&- &
		eventually begun
		kill -9 $!
		wait $! || :
		eventually ended
	done
	for delay in 0.002 0.004 0.006 0.008 0.01 0.015; do
		"$step" "${alone[@]}" --user guest sleep 2525 3>&- &
		sleep "$delay"
		kill -9 $!
		wait $! || :
	done
	eventually ended
}

@test "08: a launcher that dies while its guest becomes another user leaves none" {
	requires program strace
	# The guest is slow to become one: the launcher is killed meanwhile.
	strace -f -qq -o /dev/null -e inject=setresuid:delay_exit=500000 \
		"$step" "${alone[@]}" --user guest sleep 2626 3>&- &
	local tracer=$! launcher
	# shellcheck disable=SC2317 # eventually calls it
	becomes() { launcher=$(pgrep -P "$tracer") && pgrep -P "$launcher" -u 1000; }
	eventually becomes
	kill -9 "$(pgrep -P "$tracer")"
	wait "$tracer" || :
	# shellcheck disable=SC2317 # eventually calls it
	ended() { ! pgrep -f -r R,S,D '^sleep 2626'; }
	eventually ended
}

# host_make - a host of its own for defaults, from which a way leads out: on_a_host
# SCRIPT [ARGUMENT...] runs it there.
host_make() {
	requires program ip nft setpriv
	groups_make
	within_reach "${step#"$ROOT"/}" "${ROOTFS#"$ROOT"/}"
	chown -R 65534 "$REACH"
	declare -f soon moments remains killed >host
	on_a_host() {
		# shellcheck disable=SC2154 # of groups_make
		timeout -s KILL 280 unshare --net --mount --pid --fork --mount-proc --kill-child bash -c "
			mkdir groups lib; mount --rbind /sys/fs/cgroup groups; mount -t sysfs none /sys
			mount --move groups /sys/fs/cgroup; mount -t tmpfs none /run; mount --bind lib /var/lib
			ip link set lo up; ip link add up0 type veth peer name up1; ip link set up0 up; ip link set up1 up
			ip addr add 203.0.113.1/24 dev up0; ip route add default via 203.0.113.9
			. ./host; places='${places[*]}' homes='$REACH'
			$1" bash "${@:2}" 3>&-
	}
}

@test "08: kill -9 at twenty moments leaves nothing after the next start" {
	host_make
	run -0 on_a_host 'killed "$1" 2>/dev/null' "$step"
	assert_output ''
}

@test "08: without root, kill -9 at twenty moments leaves nothing after the next start" {
	host_make
	run -0 on_a_host 'chown -R 65534 $places
		nobody() { exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$homes" "$@"; }
		killed nobody "$1" 2>/dev/null' "$REACH/${step#"$ROOT"/}"
	assert_output ''
}
