#!/usr/bin/env bats
# 04-net-veth.bats - a network of its own, and a cable to the host's.

load helper

setup() {
	requires root
	requires program ip nft socat
	before=$BIN/03-mnt-ns
	step=$BIN/04-net-veth
	cd "$BATS_TEST_TMPDIR" || return
	# Whatever happens here happens in a network that stands in for the host's.
	cat >host <<-'END'
		set -u
		ip link set lo up
		ping() { "$ROOTFS/bin/busybox" ping "$@"; }
		guest_of() { # LAUNCHER: its child that is in a pid namespace of its own
			local child
			for _ in $(seq 400); do
				for child in $(pgrep -P "$1"); do
					[ -e /proc/$child/ns/pid ] && ! [ /proc/$child/ns/pid -ef /proc/self/ns/pid ] && echo $child && return
				done
				sleep 0.02
			done
			echo "no guest of $1" >&2
		}
		listens() { # PORT [PID]: does anybody, in the network of that process?
			cat /proc/${2:-self}/net/{tcp,tcp6,udp,udp6} |
				grep -q ":$(printf %04X "$1") 0*:0000 0[A7]"
		}
		ready() { ! [ "/proc/$1/exe" -ef "$step" ]; } # GUEST: is it past our code?
		own_network() { ! [ "/proc/$1/ns/net" -ef /proc/self/ns/net ]; } # PID
		network_beyond() { # a network of its own, with a process: $beyond
			unshare --net sleep 60 & beyond=$!
			soon own_network $beyond
		}
		guest_up() { soon [ -e "/sys/class/net/vessel0-$1" ]; } # NUMBER
		state() { ip -o addr; ip route; ip -6 route; nft list ruleset; settings; }
		settings() { (cd /proc/sys/net/ipv4/conf && grep . */{forwarding,accept_redirects}; cat ../ip_forward); }
	END
	declare -f soon >>host
}

# on_a_host SCRIPT [ARGUMENT...] - run it in a network, /sys and /proc of its own:
# what it leaves behind ends with it
on_a_host() {
	timeout -s KILL "${LIMIT:-60}" unshare --net --mount --pid --fork --mount-proc --kill-child bash -c "
		mount -t sysfs none /sys; mount -t tmpfs none /run
		step='$step' before='$before' ROOTFS='$ROOTFS'
		. ./host
		$1" bash "${@:2}" 3>&-
}

@test "04: the host's interfaces are the guest's before, and not here" {
	run -0 on_a_host 'ip link add mark0 type veth peer name mark1
		$before ls /sys/class/net | tr "\n" " "; $step ls /sys/class/net | tr "\n" " "'
	assert_output "lo mark0 mark1 eth0 lo "
}

@test "04: a port bound inside is the host's before, and the guest's own here" {
	local script='"$1" sh -c "echo from inside | nc -l -p 7777" & soon listens 7777 "$(guest_of $!)"
		socat -T1 - TCP:127.0.0.1:7777; kill $!; wait'
	run on_a_host "$script" "$before"
	assert_line --index 0 "from inside"
	run on_a_host "$script" "$step"
	assert_output --partial "Connection refused"
}

@test "04: an abstract unix socket of the host answers before, and not here" {
	local script='socat ABSTRACT-LISTEN:canary,fork SYSTEM:"echo a socket of the host" & soon grep @canary /proc/net/unix
		"$1" /attacks/knock canary; kill $!'
	run on_a_host "$script" "$before"
	assert_output "a socket of the host"
	run on_a_host "$script" "$step"
	assert_output "connect: Connection refused"
}

@test "04: root inside hears the host's traffic before, and not here" {
	requires program python3
	cat >sniffer <<-'END'
		import socket, sys, time
		every = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
		every.settimeout(0.2)
		open("sniffing", "w")
		end, heard = time.time() + 3, False
		while time.time() < end and not heard:
		    try: heard = b"canary of the host" in every.recv(2000)
		    except TimeoutError: pass
		print("heard" if heard else "silence")
	END
	local script='ip link add mark0 type veth peer name mark1; ip addr add 192.0.2.1/24 dev mark0
		ip link set mark0 up; ip link set mark1 up; ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:01 dev mark0
		rm -f sniffing; "$1" sleep 30 & soon ready $(guest_of $!)
		nsenter -t $(guest_of $!) -n python3 sniffer & soon [ -e sniffing ]
		for _ in 1 2 3 4 5; do echo canary of the host | socat - UDP:192.0.2.2:9; sleep 0.1; done; wait $!; kill $(jobs -p)'
	run on_a_host "$script" "$before" 2>/dev/null
	assert_line heard
	run on_a_host "$script" "$step" 2>/dev/null
	assert_line silence
}

@test "04: routes and rules of the host are the guest's before, and not here" {
	local script='nft add table inet hosts; ip route add blackhole 198.51.100.0/24
		"$1" sleep 30 & guest=$(guest_of $!); soon ready $guest
		nsenter -t $guest -n sh -c "nft list tables; ip route; nft add table inet guests; ip route add blackhole 203.0.113.0/24"
		echo; nft list tables; ip route; kill $!'
	run on_a_host "$script" "$before"
	assert_line --index 0 "table inet hosts"
	assert_line --index 1 "blackhole 198.51.100.0/24 "
	assert_line "table inet guests"
	assert_line "blackhole 203.0.113.0/24 "
	run on_a_host "$script" "$step"
	assert_line --index 0 --partial "default via 10.118.83.1"
	refute_line "table inet guests"
	refute_line "blackhole 203.0.113.0/24 "
	assert_line "table inet hosts"
}

@test "04: no other program is called for it" {
	requires program strace
	run -0 on_a_host 'strace -f -qqq -e trace=execve -e signal=none -e status=successful -o calls $step -p 8080:80 true; grep -o "execve(\"[^\"]*" calls'
	assert_output "$(printf 'execve("%s\n' "$step" /bin/true)"
}

@test "04: with --init, no way back to the host's network is left open in PID 1" {
	run on_a_host 'ip link add mark0 type veth peer name mark1
		for net in bridge none interface:mark0; do
			$step --init --net "$net" sh -c "for f in /proc/1/fd/* /proc/1/ns/net; do
				nsenter --net=\$f ip link; done 2>/dev/null | grep -c mark1"
		done'
	assert_output "$(printf '0\n0\n0')"
}

@test "04: inside, lo is up" {
	run -0 on_a_host '$step ping -c 1 127.0.0.1'
	run -0 on_a_host '$step --net none ping -c 1 127.0.0.1'
	run -0 on_a_host '$step --net none ls /sys/class/net'
	assert_output lo
}

@test "04: the guest reaches the host, with IPv4 and with IPv6" {
	run -0 on_a_host '$step sh -c "ping -c 1 -W 2 10.118.83.1 && ping -c 1 -W 2 fd76:6573:7365:6c00::1"'
	assert_equal "$(grep -c ' 0% packet loss' <<<"$output")" 2
}

@test "04: two guests ping each other and talk TCP through the bridge" {
	run -0 on_a_host '
		$step sh -c "echo from the first | nc -l -p 80" & soon listens 80 "$(guest_of $!)"
		$step sh -c "ping -c 1 -W 2 10.118.83.2 && ping -c 1 -W 2 fd76:6573:7365:6c00::2 && nc -w 3 10.118.83.2 80 </dev/null"
		wait'
	assert_equal "$(grep -c ' 0% packet loss' <<<"$output")" 2
	assert_line "from the first"
}

@test "04: who is beyond the host does not reach a guest unasked, and the host does" {
	local script="$beyond"'
		nsenter -t $beyond -n ip route add 10.118.83.0/24 via 203.0.113.1
		echo 1 >/proc/sys/net/ipv4/ip_forward # and it was a router before
		$step -p 8080:80 sh -c "while :; do echo hello | nc -l -p 80; done" & guest=$(guest_of $!); soon listens 80 $guest
		[ -z "$1" ] || nft flush chain inet vessel0 forward
		socat -T1 - TCP:10.118.83.2:80 </dev/null | sed "s/^/host: /"
		soon listens 80 $guest; nsenter -t $beyond -n timeout 2 socat -T1 - TCP:10.118.83.2:80,connect-timeout=1 </dev/null | sed "s/^/beyond: /"
		kill $(jobs -p) $beyond; wait'
	run on_a_host "$script" without
	assert_line "beyond: hello"
	run on_a_host "$script" ''
	assert_line "host: hello"
	refute_line "beyond: hello"
}

@test "04: a host that routed nothing before routes nothing for others, and what it did route goes on" {
	local script="$beyond"'
		first=$beyond; ip link add other0 type veth peer name other1; network_beyond; other=$beyond; beyond=$first
		ip link set other1 netns $other; ip addr add 198.51.100.1/24 dev other0; ip link set other0 up
		nsenter -t $other -n sh -c "ip addr add 198.51.100.9/24 dev other1; ip link set other1 up; ip route add default via 198.51.100.1"
		nsenter -t $beyond -n ip route add default via 203.0.113.1
		ip addr add 2001:db8:1::1/64 dev up0 nodad; ip addr add 2001:db8:2::1/64 dev other0 nodad; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
		nsenter -t $beyond -n sh -c "ip addr add 2001:db8:1::9/64 dev up1 nodad; ip route add default via 2001:db8:1::1"
		nsenter -t $other -n sh -c "ip addr add 2001:db8:2::9/64 dev other1 nodad; ip route add default via 2001:db8:2::1"
		eval "$1"
		$step sleep 30 & soon nft list table inet vessel0; soon ready $(guest_of $!)
		# (The first packets are lost while neighbours look for each other.)
		for address in 203.0.113.9 2001:db8:1::9; do for try in 1 2 3 4 5; do
			loss=$(nsenter -t $other -n "$ROOTFS/bin/busybox" ping -c 1 -W 1 $address | grep -o "[0-9]*% packet loss")
			[ "$loss" != "0% packet loss" ] || break
		done; echo "$loss"; done; kill $(jobs -p) $beyond $other; wait'
	run on_a_host "$script" ''
	assert_line --index 0 "100% packet loss"
	assert_line --index 1 "0% packet loss"
	run on_a_host "$script" 'for name in up0 other0; do echo 1 >/proc/sys/net/ipv4/conf/$name/forwarding; done'
	assert_line --index 0 "0% packet loss"
}

# A network beyond the host's, which knows no way back to the guests.
beyond='ip link add up0 type veth peer name up1
	network_beyond
	ip link set up1 netns $beyond
	ip addr add 203.0.113.1/24 dev up0; ip link set up0 up
	nsenter -t $beyond -n sh -c "ip link set lo up; ip addr add 203.0.113.9/24 dev up1; ip link set up1 up"'

@test "04: a guest reaches the network beyond through NAT, and not without" {
	run -0 on_a_host "$beyond"'
		$step sh -c "ping -c 1 -W 3 203.0.113.9"; kill $beyond'
	assert_output --partial " 0% packet loss"
	run on_a_host "$beyond"'
		mkfifo gate; exec 7<>gate
		$step sh -c "read _; ping -c 1 -W 1 203.0.113.9" <gate & soon ready $(guest_of $!)
		nft flush chain inet vessel0 out; echo go >gate; wait $!; kill $beyond'
	assert_output --partial "100% packet loss"
}

@test "04: a network in a guest's network: root inside makes one, the host sees none of it, and it goes with the guest" {
	cat >inner <<-'END'
		ip link add cable0 type veth # the kernel calls its other end veth0
		unshare -n sleep 60 & inner=$!
		until [ "$(readlink /proc/$inner/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
		ip link set veth0 netns $inner; ip addr add 192.0.2.1/24 dev cable0; ip link set cable0 up
		nsenter -t $inner -n sh -c "ip addr add 192.0.2.2/24 dev veth0; ip link set veth0 up; ip link set lo up
			for try in 1 2 3 4 5; do ping -c 1 -W 2 192.0.2.1 >/dev/null && echo pong && break; done
			ping -c 1 -W 1 10.118.83.1 2>&1 | tail -n 1"
		nsenter -t $inner -n ip -o link | cut -d : -f 2 | cut -d @ -f 1 | xargs; ip -o link | cut -d : -f 2 | cut -d @ -f 1 | xargs
		echo ready >/dev/shm/ready; sleep 60
	END
	run -0 on_a_host '$step sh -c "$(cat inner)" >said 2>&1 & guest=$(guest_of $!)
		(soon [ -s /proc/$guest/root/dev/shm/ready ]); cat said
		ls /sys/class/net | grep -v vessel0 | xargs
		inner=$(pgrep -x sleep --ns $guest --nslist pid | while read -r each; do own=$(readlink /proc/$each/ns/net)
			[ $own = $(readlink /proc/$guest/ns/net) ] || echo $each; done)
		kill -9 $!; wait $! 2>/dev/null; soon [ ! -e /proc/$inner ]; echo gone'
	# In the inner one, in the guest's, and on the host; nothing leads from the first to the last.
	assert_output "$(printf '%s\n' pong "ping: sendto: Network is unreachable" "lo veth0" "lo eth0 cable0" lo gone)"
}

@test "04: four guests are a network of routers, and it ends where one of them stops being one" {
	run -0 on_a_host 'guests=()
		for _ in 1 2 3 4; do
			$step --net none sleep 60 & guests+=("$(guest_of $!)"); soon ready ${guests[-1]}
		done
		at() { nsenter -t ${guests[$1]} -n "${@:2}"; } # NUMBER COMMAND...
		for i in 0 1 2; do # a cable from each to the next
			ip link add up$i type veth peer name down$i
			ip link set up$i netns ${guests[i]}; ip link set down$i netns ${guests[i + 1]}
			at $i sh -c "ip addr add 10.9.$i.1/24 dev up$i; ip link set up$i up"
			at $((i + 1)) sh -c "ip addr add 10.9.$i.2/24 dev down$i; ip link set down$i up"
		done
		at 0 ip route add default via 10.9.0.2; at 3 ip route add default via 10.9.2.1
		at 1 ip route add 10.9.2.0/24 via 10.9.1.2; at 2 ip route add 10.9.0.0/24 via 10.9.1.1
		routes() { at $1 sh -c "echo $2 >/proc/sys/net/ipv4/ip_forward"; } # NUMBER 0|1
		# (The first packets are lost while neighbours look for each other.)
		try() { for _ in $1; do at 0 "$ROOTFS/bin/busybox" ping -c 1 -W 1 -t "${2:-64}" 10.9.2.2 >/dev/null 2>&1 && { echo pong; return; }; done; echo silence; }
		ls /sys/class/net | xargs
		some="1 2 3 4 5"; try "1 2"; routes 1 1; routes 2 1; try "$some"; try "1 2" 2; try "$some" 3; routes 2 0; try "1 2"; kill -9 $(jobs -p)' 2>/dev/null
	# (Two hops on the way: three are enough, two are not.)
	assert_output "$(printf '%s\n' lo silence pong silence pong silence)"
}

@test "04: the lowest free address is given, and given again" {
	run -0 on_a_host '
		$step sleep 30 & first=$!; guest_up 2
		$step sleep 30 & second=$!; guest_up 3
		show="ip -4 -o addr show eth0"
		$step $show; kill $first; wait $first; $step $show' 2>/dev/null
	assert_line --partial 10.118.83.4/24
	assert_line --partial 10.118.83.2/24
	refute_output --partial 10.118.83.3/24
}

@test "04: the bridge comes with the first guest and goes with the last, rules and forwarding too" {
	run -0 on_a_host 'state >before
		$step sleep 30 & first=$!; guest_up 2
		$step true; state >during; kill $first; wait $first; state >after' 2>&1
	run -0 grep -c -e masquerade -e vessel0/forwarding:1 during
	run -0 diff before after
}

@test "04: what passes through the host is switched for each interface, and put back as it was" {
	run -0 on_a_host 'for name in up own; do ip link add ${name}0 up type veth peer name ${name}1; ip link set ${name}1 up; done
		round() { settings >before; $step sleep 30 & guest_up 2; settings | grep up; $step true
			kill $!; wait $!; settings >after; diff before after; } 2>/dev/null
		cd /proc/sys/net/ipv4/conf; echo 0 >all/accept_redirects; cd - >/dev/null; round
		echo 1 >/proc/sys/net/ipv4/conf/up1/forwarding; round
		echo 1 >/proc/sys/net/ipv4/ip_forward; echo 0 >/proc/sys/net/ipv4/conf/up0/forwarding; round'
	assert_equal "$(grep -c 'up[01]/forwarding:1' <<<"$output")" 6
	refute_line --regexp '^[<>]'
}

@test "04: who makes a router of the host while guests run has one afterwards" {
	run -0 on_a_host 'ip link add up0 up type veth peer name up1
		$step sleep 30 & guest_up 2; echo 1 >/proc/sys/net/ipv4/ip_forward; $step true
		nft list ruleset | grep -c "iif "; kill $!; wait $! 2>/dev/null; settings | grep forward'
	refute_output --partial "forwarding:0"
	assert_line --index 0 0
	assert_line up0/forwarding:1
}

@test "04: a guest that calls itself a router is none: not for the host, nor for its neighbours" {
	requires program python3
	cat >router <<-'END'
		import socket, struct
		s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
		s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
		s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
		prefix = struct.pack("!BBBBIII16s", 3, 4, 64, 0xc0, 3600, 3600, 0, socket.inet_pton(socket.AF_INET6, "2001:db8:66::"))
		s.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + prefix, ("ff02::1", 0))
	END
	local script='$step sleep 30 & first=$(guest_of $!); guest_up 2; $step sleep 30 & second=$(guest_of $!); guest_up 3; soon ready $first; soon ready $second
		eval "$1"
		routes() { ip -6 route; ip -6 addr; nsenter -t $second -n sh -c "ip -6 route; ip -6 addr"; }
		settled() { ! routes | grep -q tentative; }; soon settled
		came() { routes | grep -q "proto ra"; }
		for _ in 1 2 3 4; do nsenter -t $first -n python3 router; came && break; sleep 0.2; done
		routes | grep -E "proto ra|2001:db8:66:"; echo; kill -9 $(jobs -p)'
	run on_a_host "$script" 'echo 1 >/proc/sys/net/ipv6/conf/vessel0/accept_ra'
	assert_output --partial "dev vessel0 proto ra"
	run on_a_host "$script" ''
	refute_output --partial "proto ra"
	refute_output --partial 2001:db8:66
}

@test "04: rules that the user made are left as they are" {
	run -0 on_a_host 'nft add table inet mine; nft add chain inet mine in "{ type filter hook input priority 0; }"
		nft add rule inet mine in tcp dport 9 drop; nft list ruleset >before
		$step -p 8080:80 sh -c true; nft list ruleset >after; diff before after'
}

@test "04: a bridge 'vessel0' that somebody else made is refused and left alone" {
	run on_a_host 'ip link add vessel0 type bridge; ip link set vessel0 up; ip -o link >before
		$step true; echo $?; ip -o link >after; diff before after && echo same
		ip link set vessel0 alias "vessel: 10.9.0.0/24, forwarding was off: 1"; $step true; echo $?'
	assert_line --index 0 "04-net-veth: there is an interface 'vessel0' already"
	assert_line --index 2 125
	assert_line --index 3 same
	assert_line --index 4 "04-net-veth: there is an interface 'vessel0' already"
	assert_line --index 6 125
}

@test "04: a bridge whose maker was killed before it was furnished is completed, and removed" {
	run -0 on_a_host 'ip link add vessel0 address 76:65:73:01:02:03 type bridge
		$step ip -4 -o addr show eth0; ip -o link show type bridge'
	assert_output --partial "10.118.83.2/24"
	refute_output --partial vessel0:
	run -0 on_a_host 'ip link add vessel0 address 76:65:73:01:02:03 type bridge; ip link set vessel0 alias "vessel: 10.9.0.0/24, forwarding was off: 1"
		$step ip -4 -o addr show eth0; ip -o link show type bridge'
	assert_output --partial "10.9.0.2/24"
	refute_output --partial vessel0:
}

@test "04: a published port leads to the guest: from the host, from 127.0.0.1 and from beyond" {
	run -0 on_a_host "$beyond"'
		$step -p 8080:80 sh -c "for i in 1 2 3 4; do echo answer \$i | nc -l -p 80; done" & guest=$(guest_of $!)
		for address in 127.0.0.1 203.0.113.1 10.118.83.1; do soon listens 80 $guest; socat -T2 - TCP:$address:8080 </dev/null; done
		soon listens 80 $guest; nsenter -t $beyond -n socat -T2 - TCP:203.0.113.1:8080 </dev/null
		wait $(jobs -p | tail -n 1); kill $beyond'
	assert_output "$(printf 'answer %d\n' 1 2 3 4)"
}

@test "04: a published port is UDP if it says so, and on one address if it says which" {
	run on_a_host '
		$step -p 127.0.0.1:5353:53/udp sleep 30 & guest=$(guest_of $!); soon ready $guest
		timeout 5 nsenter -t $guest -n socat -u UDP-RECV:53 - & soon listens 53 $guest
		echo question | socat -u - UDP:127.0.0.1:5353
		echo elsewhere | socat -u - UDP:10.118.83.1:5353; wait $!; kill $(jobs -p)'
	assert_line question
	refute_line elsewhere
}

@test "04: where the host forwards IPv6, a published port is reached and guests go out by it, too" {
	local script="$beyond"'
		exec 2>/dev/null; ip addr add 2001:db8:1::1/64 dev up0 nodad; nsenter -t $beyond -n ip addr add 2001:db8:1::9/64 dev up1 nodad
		echo "$1" >/proc/sys/net/ipv6/conf/all/forwarding
		$step -p 8080:80 sh -c "while :; do echo from the guest | nc -l -p 80; done" & guest=$(guest_of $!); soon listens 80 $guest
		nsenter -t $beyond -n socat TCP6-LISTEN:90,fork,reuseaddr SYSTEM:"echo \$SOCAT_PEERADDR" & soon listens 90 $beyond
		calls() { # NAMESPACE ADDRESS: (neighbours look for each other first)
			for _ in 1 2 3; do nsenter -t $1 -n timeout 2 socat -T1 - TCP6:$2,connect-timeout=1 </dev/null && return; done; echo nobody
		}
		calls $beyond [2001:db8:1::1]:8080; calls $guest [2001:db8:1::9]:90
		cat /proc/sys/net/ipv6/conf/all/forwarding; kill $(jobs -p) $beyond; wait'
	run on_a_host "$script" 1
	assert_output "$(printf 'from the guest\n[2001:0db8:0001:0000:0000:0000:0000:0001]\n1')"
	# Where it does not, it does not for us either: it would no longer listen to its router.
	run on_a_host "$script" 0
	assert_line nobody
	assert_line 0
	refute_line 1
}

@test "04: a port that is taken is refused, by a guest or by a server" {
	run on_a_host '$step -p 8080:80 sleep 30 & first=$!; guest_up 2
		$step -p 8080:81 true; echo $?; kill $first; wait $first
		socat TCP-LISTEN:8081 - & soon listens 8081; $step -p 8081:80 true; echo $?
		ip -o link show type bridge' 2>&1
	assert_line "04-net-veth: cannot publish port 8080/tcp of the host: Address already in use"
	assert_line "04-net-veth: cannot publish port 8081/tcp of the host: Address already in use"
	assert_equal "$(grep -c '^125$' <<<"$output")" 2
	refute_output --partial "vessel0:"
	run on_a_host 'socat TCP6-LISTEN:8082,ipv6only=1 - & soon listens 8082; $step -p 127.0.0.1:8082:80 true; echo $?
		$step -p 8082:80 true; echo $?; kill $!; wait $!; $step -p 8082:80 true; echo $?'
	assert_line --index 0 0
	assert_line --index 1 "04-net-veth: cannot publish port 8082/tcp of the host, IPv6: Address already in use"
	assert_line --index 3 125
	assert_line --index 4 0
}

@test "04: publishing opens a port, and not the host's own localhost" {
	# A guest that sends to 127.0.0.1 over the cable: with route_localnet it gets
	# through, but for the rule that stops it.
	local script='socat TCP-LISTEN:9000,bind=127.0.0.1,fork SYSTEM:"echo for localhost only" & soon listens 9000
		eval "$1"; $step $2 sleep 30 & guest=$(guest_of $!); soon ready $guest
		eval "$3"
		nsenter -t $guest -n sh -c "
			echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
			ip addr del 127.0.0.1/8 dev lo; ip route add 127.0.0.1 via 10.118.83.1
			timeout 2 socat -T1 - TCP:127.0.0.1:9000 </dev/null"
		kill $(jobs -p); wait'
	run on_a_host "$script" '' '' 'echo 1 >/proc/sys/net/ipv4/conf/vessel0/route_localnet; nft flush chain inet vessel0 localhost'
	assert_line "for localhost only"
	run on_a_host "$script" '' '-p 8080:80' ''
	refute_line "for localhost only"
	# Nor where all rules were flushed, before or then: kernels that know an owner leave his alone.
	run on_a_host "$script" '$step sleep 30 & guest_up 2; nft flush ruleset' '-p 8080:80' ''
	refute_line "for localhost only"
	run on_a_host "$script" '' '-p 8080:80' 'nft flush ruleset'
	refute_line "for localhost only"
}

@test "04: publishing does not let a guest send as if it were the host" {
	# 127.0.0.2 is no interface's address, so with route_localnet it may come from
	# anywhere, where nobody asks for the way back (rp_filter). Then one more, to
	# know when there is nothing to wait for.
	local script='$step $1 sleep 30 & guest=$(guest_of $!); soon ready $guest
		for name in all vessel0; do echo 0 >/proc/sys/net/ipv4/conf/$name/rp_filter; done
		eval "$2"; : >heard
		socat -u UDP-RECV:9000 OPEN:heard,append & soon eval "ss -Hlnu | grep :9000"
		send() { socat -u - UDP-SENDTO:10.118.83.1:9000,bind=$1 <<<"from $1"; }
		nsenter -t $guest -n bash -c "
			echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; ip addr add 127.0.0.2/32 dev eth0
			$(declare -f send); send 127.0.0.2; send 10.118.83.2"
		soon grep 10.118.83.2 heard; eval "$3"; cat heard; kill $(jobs -p); wait'
	run on_a_host "$script" '' 'echo 1 >/proc/sys/net/ipv4/conf/vessel0/route_localnet; nft flush chain inet vessel0 localhost' \
		'soon grep 127.0.0.2 heard'
	assert_line "from 127.0.0.2"
	run on_a_host "$script" '-p 8080:80' '' ''
	assert_line "from 10.118.83.2"
	refute_line "from 127.0.0.2"
}

@test "04: rules that somebody flushed are back with the next guest" {
	run -0 on_a_host '$step sleep 30 & guest_up 2; nft list ruleset >before; nft flush ruleset
		$step sleep 30 & guest_up 3; soon nft list table inet vessel0; nft list ruleset >after; diff before after; kill $(jobs -p); wait' 2>/dev/null
}

@test "04: the ports of a launcher that was killed are free at once, and its rules gone" {
	run -0 on_a_host 'exec 2>/dev/null
		$step -p 8080:80 sleep 30 & soon ready $(guest_of $!); nft list tables | grep -c vessel0-2
		kill -9 $!; wait $!; soon eval "! nft list tables | grep vessel0-2"; nft list tables | grep -c vessel0-2; $step -p 8080:80 true && echo again'
	assert_output "$(printf '1\n0\nagain')"
}

@test "04: an interface moves in with its addresses and routes, and comes back with them" {
	run -0 on_a_host 'ip link add own0 type veth peer name own1
		ip addr add 192.0.2.1/24 dev own0; ip addr add 2001:db8::1/64 dev own0 nodad
		ip link set own0 up; ip link set own1 up; ip route add 198.51.100.0/24 via 192.0.2.9
		# (The kernel makes link-local addresses itself, and takes its time.)
		settings() { ip -o addr show own0 | grep -v fe80; ip route; ip -6 route | grep -v fe80; }
		settings >before
		$step --net interface:own0 sh -c "ip -4 -o addr show own0; ip route
			ip link set own0 down; ip link set own0 name other; ip link set other up"
		settings >after; diff before after && echo same'
	assert_line --partial "inet 192.0.2.1/24 scope global own0"
	assert_line --partial "198.51.100.0/24 via 192.0.2.9 dev own0"
	assert_line same
}

@test "04: an interface is not lost where descriptors run out, at whichever" {
	run -0 on_a_host 'exec 3>&- 4>&-; ip link add own0 type veth peer name own1; ip addr add 192.0.2.1/24 dev own0
		for limit in $(seq 5 16); do (ulimit -n $limit; $step --net interface:own0 true); ip -o -4 addr show own0 | grep -c 192.0.2.1; done 2>/dev/null | sort | uniq -c'
	assert_output --regexp '^ *12 1$'
}

@test "04: routes come back in an order that works, from all tables, and with no carrier" {
	run -0 on_a_host 'ip link add own0 type veth peer name own1; ip link set own0 up
		ip addr add 192.0.2.1/32 dev own0; ip route add 10.5.5.5 dev own0
		ip route add default via 10.5.5.5; ip route add 10.6.0.0/16 via 10.5.5.5 table 77
		soon eval "ip route | grep -q linkdown"; ip route show table all >before; $step --net interface:own0 ip route; ip route show table all >after; diff before after'
	assert_line "default via 10.5.5.5 dev own0 "
	assert_equal "${#lines[@]}" 2
}

@test "04: an interface whose name is taken meanwhile comes back under another" {
	run on_a_host 'ip link add own0 type veth peer name own1; ip addr add 192.0.2.1/24 dev own0
		$step --net interface:own0 sh -c "sleep 30" & soon [ ! -e /sys/class/net/own0 ]; soon ready $(guest_of $!)
		ip link add own0 type bridge; kill $!; wait $!; ip -4 -o addr' 2>&1
	assert_line --partial "04-net-veth: there is another 'own0' now: it comes back as 'lent"
	assert_line --regexp 'lent[0-9]+ +inet 192.0.2.1/24'
}

@test "04: an interface is refused where it would not come back as it was" {
	run on_a_host 'ip link add own0 type veth peer name own1; ip link add switch0 type bridge; ip link set own0 up master switch0
		$step --net interface:own0 true; echo $?; ip link set own0 nomaster
		ip addr add 192.0.2.1/24 dev own0; ip addr add 198.51.100.1/24 dev own1; ip link set own1 up
		ip route add 10.6.0.0/16 nexthop via 192.0.2.9 nexthop via 198.51.100.9; ip route >before
		$step --net interface:own0 true; echo $?; ip route >after; diff before after && echo same'
	assert_line --index 0 "04-net-veth: 'own0' is a port of another interface"
	assert_line --index 3 "04-net-veth: a route leads through this interface and through others"
	assert_equal "$(grep -c '^125$' <<<"$output")" 2
	assert_line same
}

@test "04: the guest knows its own name, and asks the servers of the host" {
	run -0 on_a_host '$step --hostname sea sh -c "ping -c 1 sea | head -n 1; grep -c localhost /etc/hosts"'
	assert_line --partial "10.118.83.2"
	assert_line 2
	run -0 on_a_host 'printf "search example\nnameserver 127.0.0.53\nnameserver 192.0.2.53\n" >resolv
		mount --bind resolv /etc/resolv.conf; $step cat /etc/resolv.conf'
	assert_output "$(printf 'search example\nnameserver 192.0.2.53')"
	run -0 on_a_host '$step --dns 192.0.2.1 --dns 192.0.2.2 cat /etc/resolv.conf'
	assert_output "$(printf 'nameserver 192.0.2.1\nnameserver 192.0.2.2')"
	# The image's own files are as they were.
	run -0 diff "$ROOT/rootfs/etc/hosts" "$ROOTFS/etc/hosts"
}

@test "04: --add-host adds lines to the guest's hosts, and host-gateway is where the bridge is" {
	run -0 "$step" --add-host db:10.0.0.7 --add-host six=2001:db8::7 --add-host host.internal:host-gateway -- \
		sh -c 'tail -n 3 /etc/hosts; getent hosts db; ip route show default'
	assert_line --index 0 --regexp '^10.0.0.7\sdb$'
	assert_line --index 1 --regexp '^2001:db8::7\ssix$'
	local gateway=${lines[2]%%$'\t'*}
	assert_line --partial "default via $gateway "
	run -0 "$step" --net host --add-host db:10.0.0.7 tail -n 1 /etc/hosts
	assert_output $'10.0.0.7\tdb'
	local words
	for words in 'db' ':10.0.0.7' 'db:' 'db:10.0.0.256' $'a b:10.0.0.7' $'db:10.0.0.7\nx'; do
		run -125 "$step" --add-host "$words" true
		assert_line --index 0 --regexp '(is not NAME:ADDRESS|is no address)$'
	done
	run -125 "$step" --net none --add-host h:host-gateway true
	assert_line --index 0 --partial "is not on it"
}

@test "04: where the image's resolv.conf is a link to nothing, it leads somewhere now" {
	own_rootfs
	ln -sfn ../run/resolver/stub.conf "$ROOTFS/etc/resolv.conf"
	run -0 on_a_host '$step --rootfs "$ROOTFS" --dns 192.0.2.1 cat /etc/resolv.conf'
	assert_output "nameserver 192.0.2.1"
	ln -sfn ../../../../../etc/passwd2 "$ROOTFS/etc/resolv.conf"
	run -0 on_a_host '$step --rootfs "$ROOTFS" --dns 192.0.2.1 cat /etc/passwd2'
	assert [ ! -e /etc/passwd2 ]
}

@test "04: a read-only root without a resolv.conf does without, and says so" {
	own_rootfs
	rm -f "$ROOTFS/etc/resolv.conf"
	run -0 on_a_host 'mount --bind "$ROOTFS" "$ROOTFS"; mount -o remount,bind,ro "$ROOTFS"
		$step --rootfs "$ROOTFS" --dns 192.0.2.1 sh -c "grep -c localhost /etc/hosts; ls /etc/resolv.conf || echo none"'
	assert_line "04-net-veth: the guest has no '/etc/resolv.conf': the root lacks it and is read-only"
	assert_line none
	run -125 on_a_host 'mount --bind "$ROOTFS" "$ROOTFS"; mount -o remount,bind,ro "$ROOTFS"
		$step --rootfs "$ROOTFS" -v /etc/passwd:/etc/nosuch true'
	assert_line --partial "the root is read-only and lacks the file: make it in the image"
}

@test "04: --net host is the host's network, names included" {
	run -0 on_a_host '$step --net host sh -c "ls /sys/class/net; cat /etc/hosts"'
	assert_line --index 0 lo
	assert_output --partial "$(head -n 1 /etc/hosts)"
	refute_output --partial eth0
}

@test "04: --subnet chooses the addresses, and the guests that follow share it" {
	run on_a_host '$step --subnet 10.9.0.0/29 sleep 30 & guest_up 2
		$step ip -4 -o addr show eth0; $step --subnet 10.8.0.0/24 true; echo $?; kill $!; wait' 2>&1
	assert_line --partial "10.9.0.3/29"
	assert_line "04-net-veth: the bridge 'vessel0' has another subnet"
	assert_line 125
}

@test "04: a subnet that is full, or that the host knows a way to, is refused" {
	run on_a_host '$step --subnet 10.9.0.0/30 sleep 30 & guest_up 2; $step true; echo $?; kill $!; wait' 2>&1
	assert_line "04-net-veth: all 1 addresses of the subnet are taken"
	assert_line 125
	run on_a_host 'ip link add own0 type veth peer name own1; ip addr add 10.118.83.77/24 dev own0; ip link set own0 up
		$step --subnet 10.118.83.0/24 true; echo $?; ip -o link show type bridge'
	assert_line --index 0 "04-net-veth: the subnet 10.118.83.0/24 is in use: the host reaches it through 'own0'"
	assert_line --index 1 --partial "--subnet"
	assert_line --index 2 125
	assert_equal "${#lines[@]}" 3
}

@test "04: where nobody asks for a subnet, it is the next one that is free, of IPv6 too" {
	run -0 on_a_host 'ip link add own0 type veth peer name own1; ip link set own0 up; ip addr add 10.118.83.77/24 dev own0
		ip route add 10.118.84.128/25 via 10.118.83.78
		$step sh -c "ip -o addr show eth0; ping -c 1 -W 2 10.118.85.1 && ping -c 1 -W 2 fd76:6573:7365:6c06::1"
		for i in $(seq 83 98); do ip route add 10.118.$i.0/26 dev own0 2>/dev/null; done
		$step true || echo $?'
	assert_output --partial "10.118.85.2/24"
	assert_output --partial "fd76:6573:7365:6c06::2/64"
	assert_output --partial "10.118.98.0/24 is in use"
	assert_line 125
}

@test "04: options that make no sense give 125 and one line" {
	local words
	while read -r words; do
		# shellcheck disable=SC2086 # these are words
		run -125 "$step" $words true
		assert_line --index 0 --partial "${words#* }"
		assert_equal "${#lines[@]}" 2
	done <<-END
		--net brigde
		--net interface:
		--net interface:0123456789abcdef
		--publish 80:
		--publish 80-82:90-91
		--publish 82-80:82-80
		--publish 0:80
		--publish 80:65536
		--publish 80:80x
		--publish +80:80
		--publish 80:80/sctp
		--publish x:80:80
		--publish 1.2.3.4:80:
		--publish 111.111.111.111junk:80:80
		--subnet 10.0.0.0
		--subnet 10.0.0.1/24
		--subnet 10.0.0.0/31
		--subnet 10.0.0/24
		--subnet 0.0.0.0/16
		--subnet 127.1.0.0/16
		--subnet 169.254.0.0/16
		--subnet 224.0.0.0/24
		--subnet 255.255.255.0/24
		--dns example.org
	END
	run -125 "$step" --net none -p 80:80 true
	assert_line --index 0 --partial "--publish leads to a guest on the bridge"
	run -125 "$step" --net none --subnet 10.9.0.0/24 true
	assert_line --index 0 --partial "--subnet is the bridge's"
}

@test "04: the kernel's own words are shown, and what is missing is named" {
	run -125 on_a_host '$step --net interface:lo true'
	assert_line --index 1 --partial "the kernel says: "
	run -125 on_a_host '$step --net interface:nosuch true'
	assert_line --index 0 "04-net-veth: cannot lend the interface 'nosuch': No such device"
	run -125 on_a_host 'setpriv --bounding-set -net_admin $step true'
	assert_line --index 1 --partial "you are root, but without CAP_NET_ADMIN"
}

@test "04: without nf_tables guests still reach the host, and one line says what is lost" {
	requires program strace
	run -0 on_a_host 'strace -f -qq -o /dev/null -e inject=socket:error=EPROTONOSUPPORT:when=2 \
		$step sh -c "ping -c 1 -W 2 10.118.83.1 | grep loss"'
	assert_line "04-net-veth: no NAT (this kernel has no nf_tables): guests reach nothing beyond this host"
	assert_line --partial " 0% packet loss"
}

@test "04: a list of interfaces that does not come in one piece is read to its end" {
	requires program strace
	run -0 on_a_host 'for i in $(seq 40); do echo "link add own$i type veth peer name other$i"; done | ip -batch -
		for when in 1 2 5 6 7 8 9; do strace -qq -o /dev/null -e inject=recvmsg:error=EINTR:when=$when $step true || echo "$when: $?"; done'
	assert_output ""
}

@test "04: where a library gives up and ends the program, nothing is left" {
	requires program strace
	run on_a_host 'strace -f -qq -o /dev/null -e inject=fcntl:error=ENOMEM:when=1 $step -p 8080:80 true; echo $?; ip -o link; nft list tables'
	assert_line "04-net-veth: a library has ended this program: see above"
	assert_line 125
	refute_output --partial vessel0
}

@test "04: a resolv.conf of any length is read, with and without its last newline" {
	# (A byte too many is seen by the sanitizers alone.)
	run -0 on_a_host 'for size in 4094 4095 4096 8191; do
			{ printf "nameserver 192.0.2.53\n# "; head -c $((size - 24)) /dev/zero | tr "\0" x; } >resolv.$size
			mount --bind resolv.$size /etc/resolv.conf; $step sh -c "wc -c </etc/resolv.conf" || echo $?
		done'
	assert_output "$(printf '%d\n' 4095 4096 4097 8192)"
}

@test "04: a subnet is refused for any part that is in use, and not for a way to half of the world" {
	run -0 on_a_host 'ip link add own0 type veth peer name own1; ip link set own0 up
		ip addr add 10.9.5.1/24 dev own0
		for net in 0.0.0.0/1 128.0.0.0/1 default; do ip route add $net via 10.9.5.9; done # as some tunnels do
		try() { $step --subnet $1 true 2>/dev/null; echo $?; }
		try 10.9.0.0/16; try 10.9.5.128/25; try 10.9.4.0/24; ip route add 10.8.0.64/26 via 10.9.5.9
		try 10.8.0.0/24; try 10.8.0.0/26; ip -o link show type bridge'
	assert_output "$(printf '%d\n' 125 125 0 125 0)"
}

@test "04: nobody but root can keep a guest from starting or from ending" {
	requires program setpriv flock
	run on_a_host 'setpriv --reuid 65534 --regid 65534 --clear-groups flock -x /proc/self/ns/net sleep 50 & other=$!
		soon eval "! flock -n /proc/self/ns/net true"
		timeout 20 $step sh -c "exit 6"; echo $?
		$step sleep 30 & guest_up 2; stat -c "%U %a" /run/vessel0.*; kill $!; wait $! 2>/dev/null; ls /run; kill $other'
	refute_output --partial 125
	assert_line --index 0 6
	assert_line --index 1 "root 600"
	refute_output --partial vessel0.
}

@test "04: the lock of a network whose launcher was killed goes with the next start in any other, one that is held does not" {
	run -0 on_a_host 'locks() { ls /run | grep -c "^vessel0[.]"; }
		unshare --net $step sleep 30 & soon pgrep -P $! -x sleep; kill -9 $!; wait $! 2>/dev/null; locks
		flock /run/vessel0.1 sleep 30 & soon eval "! flock -n /run/vessel0.1 true"
		$step true; ls /run'
	assert_output "$(printf '%s\n' 1 vessel0.1)"
}

@test "04: a guest whose launcher cannot lock any more ends with its own code" {
	requires program strace
	run on_a_host 'strace -qq -o /dev/null -e inject=flock:error=ENOLCK:when=3+ $step sh -c "exit 7"; echo $?
		$step true; ip -o link'
	assert_line --index 0 "04-net-veth: cannot lock the network namespace: No locks available: 'vessel0' stays until the next guest ends"
	assert_line --index 1 7
	refute_output --partial vessel0:
}

@test "04: whichever call fails, no cable is left, a guest that ran keeps its code, and the next leaves nothing" {
	requires program strace
	run -0 on_a_host 'exec 2>/dev/null; state >before
		for moment in sendto:2{2,3,5,7,9} sendto:3{2,5} recvmsg:{30,34,38,42,46,50}; do
			strace -qq -o /dev/null -e inject=${moment%:*}:error=ENOMEM:when=${moment#*:} $step sh -c "exit 7"; code=$?
			case $code in 7 | 125) ;; *) echo "$moment: code $code" ;; esac
			[ ! -e /sys/class/net/vessel0 ] || [ $code = 7 ] || echo "$moment: the bridge is left"
			# (One that we cannot remove goes with the guest'\''s namespace, in a moment.)
			soon eval "! ls -d /sys/class/net/vessel0-*"
			[ ! -e /sys/class/net/vessel0 ] || $step true; state >after; cmp before after || echo "$moment"
		done'
	assert_output ""
}

@test "04: kill -9 while the last guest is tidied up after costs the next one nothing" {
	requires program strace
	run -0 on_a_host "$beyond"'
		exec 2>/dev/null; left() { settings; nft list ruleset; ls /sys/class/net; }; left >before
		for when in $(seq 22 2 34); do
			strace -qq -o /dev/null -e inject=sendto:signal=KILL:when=$when $step true
			$step ping -c 1 -W 2 203.0.113.9 | grep -q " 0% packet loss" || echo "$when: no way out"
		done
		for _ in $(seq 50); do $step true; left >after; cmp -s before after && break; sleep 0.1; done; diff before after; kill $beyond'
	assert_output ""
}

@test "04: eight guests that start at the same moment share no address" {
	run -0 on_a_host 'exec 2>/dev/null; for round in 1 2 3; do
			for guest in 1 2 3 4 5 6 7 8; do
				$step sh -c "ip -o addr show eth0 scope global; exec sleep 1000" >address.$guest &
			done
			all() { [ "$(cat address.* | wc -l)" = 16 ]; }; soon all
			cat address.* | tr -s " " | cut -d " " -f 4 | sort | uniq -c | tr -s " " | cut -d " " -f 2 | sort | uniq -c | tr -s " "
			kill -9 $(jobs -p); wait; rm address.*
		done'
	# (16 addresses, four and six, that are there once)
	assert_output "$(printf ' 16 1\n 16 1\n 16 1')"
}

@test "04: two hundred starts from four loops at once leave nothing" {
	LIMIT=280 run -0 on_a_host 'state >before
		for loop in 1 2 3 4; do
			( for _ in $(seq 50); do $step -p 900$loop:80 echo well || exit; done >loop.$loop 2>&1 ) &
		done
		$step sh -c "sleep 3"; wait; state >after; diff before after'
	run -0 bash -c 'cat loop.* | sort | uniq -c | tr -s " "'
	assert_output " 200 well"
}

@test "04: kill -9 at twenty moments leaves nothing after the next start" {
	local moments
	moments on_a_host '$step -p 8080:80 true'
	run -0 on_a_host 'state >before
		for moment; do
			$step -p 8080:80 sleep 30 2>/dev/null & sleep $moment; kill -9 $!; wait $! 2>/dev/null
		done
		for _ in $(seq 50); do $step true; state >after; cmp -s before after && break; sleep 0.1; done; diff before after' "${moments[@]}" 2>/dev/null
}

@test "04: Ctrl-C at any moment leaves nothing" {
	local moments
	moments on_a_host '$step -p 8080:80 true'
	run -0 on_a_host 'state >before
		for moment; do
			env --default-signal $step -p 8080:80 sleep 1000 2>/dev/null &
			until [ /proc/$!/exe -ef $step ]; do :; done # before, the shell ignores SIGINT
			sleep $moment; kill -INT $!; wait $!
		done; state >after; diff before after' "${moments[@]}"
}

@test "04: a guest that fails half-way leaves nothing" {
	own_rootfs
	rm -rf "$ROOTFS/proc"
	ln -s /tmp "$ROOTFS/proc"
	run -0 on_a_host 'exec 2>/dev/null; state >before
		$step --rootfs "$ROOTFS" true; echo $?; $step nosuch; echo $?; state >after; diff before after'
	assert_line --index 0 125
	assert_line --index 1 127
}

@test "04: still leaking: a guest that takes all memory takes the host's" {
	run -0 on_a_host '$step cat /proc/self/cgroup'
	run -0 mounted_groups <<<"$output"
	assert_output "$(mounted_groups </proc/self/cgroup)"
}
