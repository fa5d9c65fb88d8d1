#!/usr/bin/env bats
# 11-vessel-rootless.bats - all that the kernel lets somebody do who is not root, and what it does not.

load helper

setup() {
	requires root
}

# as_user WORDS - a shell that reads them, where `u` is vessel for somebody who is not root
# and has a range of users; in mounts and on a network of its own, where that is possible.
as_user() {
	requires program newuidmap jq
	local reach=$BATS_TEST_TMPDIR/reach
	mkdir "$reach"
	cp "$BIN"/vessel* "$reach"
	cp -a "$ROOTFS" "$reach/rootfs"
	chown -R 65534:65534 "$reach"
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
	no_range=${no_range:-} REACH=$reach timeout -s KILL 120 unshare --mount --net bash -c '
		ip link set lo up; ip link add out type veth peer name beyond; ip link set beyond up; ip link set out up
		ip address add 198.51.100.1/24 dev out; ip route add default via 198.51.100.2
		mkdir "$REACH/host"; mount -t tmpfs none "$REACH/host"; cd "$REACH"
		mknod -m 666 host/tun c 10 200; mount --bind host/tun /dev/net/tun
		echo ${no_range:+no}nobody:300000:65536 >host/range
		for file in subuid subgid; do mount --bind host/range /etc/$file; done
		u() {
			setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nowhere \
				VESSEL_DATA="$REACH/data" VESSEL_RUN="$REACH/run" "$REACH/vessel" "$@" 2>>errors
		}
		r() { u run --rm --net none "$@"; }
		left() { pgrep -a pasta | grep "$1"; find data/layers data/names run/containers -mindepth 1 2>/dev/null; }
		'"$(declare -f soon)"'
		'"$1" 3>&-
}

@test "vessel: without root, commands reach into a container that runs" {
	run as_user '
		u run -d --name a --net none "$REACH/rootfs" sh -c "echo begun; exec sleep 1000" >/dev/null
		u ps | grep -c " Up .* a$"
		u exec a id -u
		echo through | u exec -i a cat
		u exec --user 1000:1000 a id -u
		echo data >host/file; chmod 644 host/file
		u cp host/file a:/tmp/file; u exec a stat -c %u:%s /tmp/file
		u cp a:/tmp/file - | tar -xO
		u diff a
		u top a | grep -c "sleep 1000"
		soon eval "u logs a | grep -q begun" && echo begun
		u rename a b; u stats --no-stream b | awk "NR == 2 { print \$2 }"
		u kill b; u wait b; u rm b'
	assert_output $'1\n0\nthrough\n1000\n0:5\ndata\nC /tmp\nA /tmp/file\n1\nbegun\nb\nb\n137\nb'
}

@test "vessel: without root, an image is made, listed, written, read and removed" {
	run as_user '
		u import "$REACH/rootfs" base:1 >/dev/null
		u run --name one --net none base:1 sh -c "echo mine >/mine; chown 3:4 /mine; rm /etc/profile"
		u commit one base:2 >/dev/null
		r base:2 sh -c "cat /mine; stat -c %u:%g /mine; test -e /etc/profile || echo gone"
		# (What a user copies belongs to that user, whoever had it.)
		r --storage copy base:2 sh -c "cat /mine; stat -c %u:%g /mine; test -e /etc/profile || echo gone"
		# What is closed to the user is empty, also where a layer below is open.
		u run --name two --net none base:2 sh -c "mkdir /d; touch /d/below" >/dev/null; u commit two base:4 >/dev/null
		u run --name three --net none base:4 sh -c "rm /d/below; touch /d/above; chown 5 /d; chmod 700 /d"; u commit three base:5 >/dev/null
		r --storage copy base:5 ls /d; u rm two three >/dev/null; u rmi base:4 base:5 >/dev/null
		install -o 65534 -d out; u save -o out/saved base:2; u rmi base:2 >/dev/null; u import out/saved base:3 >/dev/null
		r base:3 stat -c %u:%g /mine
		u images | awk "NR > 1 { print \$1, \$2 }" | sort
		u rm one; u rmi base:1 base:3 >/dev/null
		find data/images/layers data/images/blobs data/names -mindepth 1; echo end'
	assert_output $'mine\n3:4\ngone\nmine\n0:0\ngone\n3:4\nbase 1\nbase 3\none\nend'
}

@test "vessel: without root, the kernel's settings, limits and clocks of a namespace are to be had" {
	run as_user '
		r --sysctl net.ipv4.ip_unprivileged_port_start=80 "$REACH/rootfs" cat /proc/sys/net/ipv4/ip_unprivileged_port_start
		r --sysctl kernel.shm_rmid_forced=1 "$REACH/rootfs" cat /proc/sys/kernel/shm_rmid_forced
		r --time-offset 1000000000 "$REACH/rootfs" cut -c 1-2 /proc/uptime
		r --ulimit nofile=99 "$REACH/rootfs" sh -c "ulimit -n"
		r --oom-score-adj 700 "$REACH/rootfs" cat /proc/self/oom_score_adj
		r --storage copy "$REACH/rootfs" sh -c "touch /x && echo written"; ls rootfs | grep -x x
		r --read-only --tmpfs /t "$REACH/rootfs" sh -c "touch /x; touch /t/x && echo there"
		mkdir own; chown 65534 own; r -v "$REACH/own:/own" "$REACH/rootfs" touch /own/file; stat -c %u own/file'
	assert_output $'80\n1\n10\n99\n700\nwritten\nthere\n65534'
}

@test "vessel: without root, one is made, started, watched, typed into and published" {
	requires program pasta script
	run as_user '
		u create --name a --net none "$REACH/rootfs" sh -c "echo begun; sleep 1; echo over; exit 3" >/dev/null
		u start -a a; echo "$?"; u logs a | xargs; u events --since 1h --until 0s | awk "{ print \$3 }" | xargs
		TERM=xterm script -qec "setpriv --reuid 65534 --regid 65534 --clear-groups env VESSEL_DATA=$REACH/data \
			VESSEL_RUN=$REACH/run $REACH/vessel run --rm -it --net none $REACH/rootfs tty" /dev/null </dev/null | tr -d "\r"
		u run -d --name web -p 127.0.0.1:18476:80 -p 127.0.0.1::81 "$REACH/rootfs" sleep 1000 >/dev/null; u port web; u rm -f web
		u rm a; find data/names data/containers run/containers -mindepth 1; echo end'
	assert_output --regexp $'^begun\nover\n3\nbegun over\ncreate start die\n'
	assert_line --regexp '^/dev/pts/0.?$'
	assert_line --partial "80/tcp -> 127.0.0.1:18476"
	assert_line --regexp "^81/tcp -> 127.0.0.1:[1-9][0-9]{4}$"
	assert_equal "${lines[*]: -3}" "web a end"
}

@test "vessel: with neither root nor a range of users, a container has the caller alone" {
	no_range=1 run as_user '
		r "$REACH/rootfs" sh -c "id -u; cat /proc/self/uid_map | xargs; touch /x; chown 7 /x 2>&1"
		find data/names data/containers run/containers -mindepth 1; echo end'
	assert_output $'0\n0 65534 1\nchown: /x: Invalid argument\nend'
}

@test "vessel: without root, what the kernel refuses is told of in one line, with what does it" {
	run as_user '
		u run -d --name a --net none "$REACH/rootfs" sleep 1000 >/dev/null
		say() { rm errors; "$@"; echo "$?: $(sed "/^vessel: no groups, so/d" errors)"; }
		say u pause a; say u update -m 64m a; say u commit a b; say u checkpoint a one
		say r -m 64m "$REACH/rootfs" true
		say r --systemd "$REACH/rootfs" true
		say r --net bridge "$REACH/rootfs" true
		say r --oom-score-adj -500 "$REACH/rootfs" true
		say r --userns host "$REACH/rootfs" true
		u run -d --name full --net none "$REACH/rootfs" /attacks/fill-flight >/dev/null
		soon eval "u logs full | grep -q full"; say u exec -t a tty; u rm -f full >/dev/null
		u commit --no-pause a b >/dev/null && echo committed
		u rm -f a; u rmi b >/dev/null; find data/names data/containers run/containers -mindepth 1; echo end'
	assert_line --index 0 "125: vessel: container a has no groups"
	assert_line --index 1 --partial "  without root that takes a group that was handed over"
	assert_line --index 2 "125: vessel: container a has no groups"
	assert_line --index 4 "125: vessel: container a has no group that can be frozen"
	assert_line --index 5 --partial "  --no-pause "
	assert_line --index 6 "125: vessel: checkpoints take root"
	assert_line --regexp "^125: vessel: --memory needs a group"
	assert_line --regexp "^125: vessel: systemd needs a group"
	assert_line --regexp "^125: vessel: without root there is no bridge"
	assert_line --regexp "^125: vessel: cannot set oom_score_adj to -500: Permission denied"
	assert_line --regexp "^125: vessel: cannot start a child in new namespaces: Operation not permitted"
	assert_line --regexp "^125: vessel: cannot fetch the guest's terminal: Operation not permitted"
	assert_equal "${lines[*]: -3}" "committed a end"
	assert_equal "${#lines[@]}" 23 # each of them with one cure
	assert_equal "$(grep -c '^  ' <<<"$output")" 10
}

@test "vessel: without root, others see nothing of one's containers, and reach none" {
	run as_user '
		u run -d --name a --net none "$REACH/rootfs" sh -c "exec sleep 1000" >/dev/null
		pid=$(u inspect a | jq ".[0].pid")
		other() { setpriv --reuid 65533 --regid 65533 --clear-groups "$@" 2>&1; }
		setpriv --reuid 65534 --regid 65534 --clear-groups ls data run >/dev/null && echo "to its owner"
		other ls data; other ls run; other cat "/proc/$pid/environ"; other kill "$pid"
		other env VESSEL_DATA="$REACH/data" VESSEL_RUN="$REACH/run" "$REACH/vessel" exec a id
		other env VESSEL_DATA="$REACH/data" VESSEL_RUN="$REACH/run" "$REACH/vessel" rm -f a
		u exec a echo lives; u rm -f a'
	assert_equal "$(grep -c 'Permission denied\|not permitted' <<<"$output")" 4
	assert_equal "$(grep -c "belongs to another user" <<<"$output")" 2
	assert_line "to its owner"
	assert_equal "${lines[*]: -2}" "lives a"
	refute_output --partial uid=
}

@test "vessel: without root, a guest's way out ends with it, and what others wrote in there is removed" {
	requires program pasta socat
	run as_user '
		u run -d --name web -p 18474:80 "$REACH/rootfs" sh -c "mkdir /x; chown 3 /x; while :; do echo from inside | nc -l -p 80; done" >/dev/null
		soon eval "socat -T1 - TCP:127.0.0.1:18474 </dev/null | grep -x \"from inside\""
		u stop -t 0 web; u inspect web | jq ".[0].exit_code"; left 18474 | grep -c pasta
		u start web; u rm -f web; left 18474'
	assert_output $'web\n137\n0\nweb\nweb'
}

@test "vessel: without root, after kill -9 of the monitor, the next command leaves nothing either" {
	requires program pasta
	run as_user '
		u run -d --name web -p 18475:80 "$REACH/rootfs" sh -c "mkdir /x; chown 3 /x; sleep 1000" >/dev/null
		soon eval "find data/layers -uid 300002 | grep ."
		kill -9 "$(u inspect web | jq ".[0].live.monitor")"
		u inspect web | jq ".[0].exit_code"; soon eval "! pgrep -a pasta | grep 18475"
		u start web; u rm -f web; left 18475'
	assert_output $'137\nweb\nweb'
}

@test "vessel: without root, a vessel in a container runs others, which are the same user's outside" {
	nest "$BATS_TEST_TMPDIR/nest"
	run as_user '
		cp -a "$REACH/../nest" nest; chown -R 65534:65534 nest
		nested() { r '"$(printf '%q ' "${NEST[@]}")"' "$REACH/nest" vessel run --rm '"${INNER[*]}"' --net none /inner sh -c "$1" 2>&1; }
		nested "echo \$\$; id -u; touch /mine && echo written"
		u run -d --name outer '"$(printf '%q ' "${NEST[@]}")"' --net none "$REACH/nest" vessel run '"${INNER[*]}"' --net none /inner sleep 27271 >/dev/null
		soon pgrep -f "^sleep 27271"; ps -o uid= -p "$(pgrep -f "^sleep 27271")" | xargs
		u rm -f outer; pgrep -f "^sleep 27271"; echo end'
	assert_output $'1\n0\nwritten\n65534\nouter\nend'
}

@test "vessel: without root, a copy that is interrupted leaves nothing, whatever modes there are in it" {
	run as_user '
		mkdir -p rootfs/closed/below/deep; touch rootfs/closed/below/file; head -c 300M /dev/zero >rootfs/zz
		chown -R 65534:65534 rootfs/closed rootfs/zz; chmod 555 rootfs/closed/below/deep rootfs/closed/below rootfs/closed; chmod 0 rootfs/closed/below/deep
		u run --storage copy --net none "$REACH/rootfs" true & launch=$!
		soon eval "find data/layers -name zz | grep -q ."; pkill -INT -P $launch; wait $launch; echo "$?"
		grep -v "no groups" errors; find data/layers -mindepth 1 2>/dev/null; echo end'
	assert_output $'130\nvessel: cannot copy \'zz\' for the layer: Interrupt\nend'
}

@test "vessel: without root, what keeps a port or the network from a container has a cure" {
	requires program pasta
	run as_user '
		u run --rm -p 80:80 "$REACH/rootfs" true; echo $?
		chmod 600 host/tun
		u run --rm -p 18080:80 "$REACH/rootfs" true; echo $?; sed "/no groups, so/d" errors
		chmod 666 host/tun; rm errors; ip route del default
		u run --rm -p 18080:80 "$REACH/rootfs" true; echo $?; sed "/no groups, so/d" errors
		u run --rm "$REACH/rootfs" echo runs'
	assert_line --index 0 125
	assert_line --index 1 125
	assert_line --index 2 --partial "80:80'"
	assert_line --index 3 --partial "from 1024 on"
	assert_line --index 4 --partial "vessel: cannot publish ports: pasta: Failed to open tun"
	assert_line --index 5 "  ordinary users may not open /dev/net/tun here: sudo chmod 666 /dev/net/tun"
	# Of a machine that is connected to nothing. (Later versions of pasta do without.)
	assert_line runs
	[ "${lines[6]}" != 0 ] || return 0
	assert_line --index 6 125
	assert_line --index 7 "vessel: cannot publish ports: pasta: External interface not usable"
	assert_line --index 8 --partial "connect it, or be root"
}
