#!/usr/bin/env bats
# 11-vessel-debian.bats - a whole distribution feels like a machine of its own.

load helper

DEBIAN=$ROOT/build/debian

# It is made once, and all use it: nobody writes into it but into layers.
setup_file() {
	[ "$(id -u)" = 0 ] || return 0
	command -v mmdebstrap >/dev/null || return 0
	(cd "$ROOT" && rootfs/debian "$DEBIAN" >"$BATS_FILE_TMPDIR/why" 2>&1) 3>&- || :
}

setup() {
	requires root
	requires program mmdebstrap
	[ -d "$DEBIAN" ] || skip "no Debian could be made: $(head -n 1 "$BATS_FILE_TMPDIR/why")"
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	NAME=debian-$BATS_TEST_NUMBER-$$
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	timeout 60 "$BIN/vessel" ps -aq | xargs -r timeout 60 "$BIN/vessel" rm -f >/dev/null 2>&1 || :
	jobs_end
}

vessel() {
	timeout 120 "$BIN/vessel" "$@" 3>&-
}

# inside COMMAND... - in the container that runs
inside() {
	vessel exec "$NAME" "$@"
}

@test "rootfs: a Debian root appears whole or not at all, and says what is missing" {
	run -0 "$ROOT/rootfs/debian" "$DEBIAN" # it is there: nothing to do
	refute_output
	run -1 unshare -m sh -c "mount -t tmpfs none /etc/apt && exec '$ROOT/rootfs/debian' '$PWD/new'"
	assert_line --index 0 "debian: apt does not say where its packages come from"
	mkdir bin
	printf '#!/bin/sh\nmkdir -p "$6"/root\necho "I: it begins"\necho "E: the network is down"\nexit 1\n' >bin/mmdebstrap
	chmod 755 bin/mmdebstrap
	run -1 env PATH="$PWD/bin:$PATH" "$ROOT/rootfs/debian" "$PWD/new"
	assert_output "debian: E: the network is down
  all of it stands in $PWD/new.log"
	assert_equal "$(echo new*)" "new.lock new.log"
	run -1 user "$ROOT/rootfs/debian" /tmp/nobody-makes-it
	assert_line --index 1 '  type: sudo make debian'
}

# tarball - of all that a shell and dpkg need: half of what there is
tarball() {
	tar -C "$DEBIAN" --exclude ./usr/lib/systemd --exclude ./usr/lib/modules --one-file-system -cf - .
}

@test "vessel: a Debian directory runs by its path, and by the name that it is imported as" {
	run -0 vessel run --rm --net none "$DEBIAN" sh -c '. /etc/os-release; echo "$ID"; cat /proc/1/comm; uname -r'
	assert_output "debian
sh
$(uname -r)"
	tarball | vessel import - debian >id
	run -0 pty 'cat /etc/debian_version; exit 4\n' "'$BIN/vessel' run -it --rm --net none debian bash; echo code=\$?"
	assert_line --partial "$(cat "$DEBIAN/etc/debian_version")"
	assert_line code=4$'\r'
}

@test "vessel: a Debian that no directory has is run by its name, from a registry" {
	registry_start
	tarball | vessel import -c 'CMD ["bash"]' - debian:12 >id
	vessel save -o debian.tar debian:12
	vessel rmi debian:12
	skopeo copy -q --dest-tls-verify=false oci-archive:debian.tar "docker://localhost:$PORT/debian:12"
	run -0 pty 'cat /etc/debian_version; dpkg -s dpkg; exit 4\n' \
		"'$BIN/vessel' run -it --rm --net none localhost:$PORT/debian:12; echo code=\$?"
	assert_line --partial "$(cat "$DEBIAN/etc/debian_version")"
	assert_line "Status: install ok installed"$'\r'
	assert_line code=4$'\r'
}

@test "vessel: on a terminal of its own Debian's shell is as at home" {
	run -0 pty 'tty; echo is-$((40+2)); exit 3\n' "'$BIN/vessel' run -it --rm --net none '$DEBIAN'; echo code=\$?"
	assert_output --partial /dev/pts/0
	assert_output --partial is-42
	assert_output --partial code=3
	refute_output --partial "no job control"
}

# package_make - hello-there.deb, by the Debian itself: with a user of its own
package_make() {
	cat >make.sh <<-'END'
		mkdir -p /p/DEBIAN /p/usr/bin /p/etc
		cat >/p/DEBIAN/control <<-X
			Package: hello-there
			Version: 1
			Architecture: all
			Maintainer: nobody <nobody@example.org>
			Description: a test
		X
		printf '#!/bin/sh\necho "hello from $(stat -c %%U "$0")"\n' >/p/usr/bin/hello-there
		printf '#!/bin/sh\n{ id there || useradd --system there; } >/dev/null && chown there /usr/bin/hello-there\n' >/p/DEBIAN/postinst
		echo first >/p/etc/there.conf
		echo /etc/there.conf >/p/DEBIAN/conffiles
		chmod 755 /p/DEBIAN/postinst /p/usr/bin/hello-there
		dpkg-deb --build /p /hello-there.deb
	END
	vessel run --name "$NAME.maker" --net none -v "$PWD/make.sh:/make.sh:ro" "$DEBIAN" sh /make.sh
	vessel cp "$NAME.maker:/hello-there.deb" .
}

@test "vessel: dpkg installs a package, with a user of its own, which is there at the next start" {
	package_make
	vessel create --name "$NAME" --net none "$DEBIAN" sh -c 'hello-there || dpkg --install /hello-there.deb'
	vessel cp hello-there.deb "$NAME:/"
	run -0 vessel start -a "$NAME"
	assert_output --partial 'Setting up hello-there (1)'
	run -0 vessel start -a "$NAME"
	assert_output "hello from there"
	assert [ ! -e "$DEBIAN/usr/bin/hello-there" ]
}

@test "vessel diff: what packages do to a Debian, and nothing else" {
	package_make
	vessel run -d --name "$NAME" --net none -v "$PWD:/out:ro" "$DEBIAN" sleep 2727
	inside sh -c 'dpkg --install /out/hello-there.deb && echo mine >>/etc/there.conf && dpkg --remove runit && rm /etc/motd'
	vessel diff "$NAME" >changes
	run -0 grep -vE '^. /(var/lib/dpkg|var/log|var/cache|etc/(runit|sv|rc|init|default)|usr/share)' changes
	local line
	for line in "A /usr/bin/hello-there" "A /etc/there.conf" "C /etc/passwd" "C /etc/shadow" "D /etc/motd" "D /usr/bin/sv" "C /etc" "C /usr/bin"; do
		assert_line "$line"
	done
	# What was looked at only, as dpkg and the libraries were, is not there.
	refute_output --regexp '/(bin/dpkg|lib/x86_64|bin/sh)$'
	inside dpkg --purge hello-there
	run -0 vessel diff "$NAME"
	refute_output --regexp '/(usr/bin/hello-there|etc/there.conf)'
}

@test "vessel: sshd is reached over the bridge, and gives a shell with a terminal" {
	requires program ssh ssh-keygen
	ssh-keygen -q -t ed25519 -N '' -f key
	vessel run -d --name "$NAME" -v "$PWD/key.pub:/key.pub:ro" "$DEBIAN" sh -c 'mkdir -p /root/.ssh /run/sshd
		cp /key.pub /root/.ssh/authorized_keys && exec /usr/sbin/sshd -D -e'
	eventually inside sh -c 'ss -ltn | grep :22'
	address=$(inside hostname -I | cut -d ' ' -f 1)
	ssh=(timeout 60 ssh -i key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null
		-o LogLevel=ERROR -o BatchMode=yes "root@$address")
	run -0 "${ssh[@]}" 'id -u; hostname'
	assert_output "0
$(inside hostname)"
	run -0 "${ssh[@]}" -tt tty
	assert_output --partial /dev/pts/
}

@test "vessel: services run under an init, and come back when they are killed" {
	vessel run -d --init --name "$NAME" --net none "$DEBIAN" sh -c 'mkdir -p /services/one
		printf "#!/bin/sh\nexec sleep 2727\n" >/services/one/run; chmod 755 /services/one/run
		exec runsvdir -P /services'
	eventually inside sh -c 'sv status /services/one | grep ^run:'
	before=$(inside cat /services/one/supervise/pid)
	inside kill -9 "$before"
	eventually inside sh -c "sv status /services/one | grep ^run: && [ \$(cat /services/one/supervise/pid) != $before ]"
	run -0 inside cat /proc/1/comm
	refute_output runsvdir
	run -0 vessel stop "$NAME"
}

# is_up - has systemd started all that it should, in the container?
is_up() {
	inside systemctl is-system-running
}

# has_said WORDS - does the container's log have them, now or soon?
has_said() {
	eventually eval "vessel logs '$NAME' | grep -q '$1'"
}

@test "vessel: systemd boots a Debian, keeps its services alive, and is asked to end in its own way" {
	vessel run -dt --systemd --name "$NAME" "$DEBIAN" /sbin/init
	eventually is_up
	run -0 inside sh -c 'cat /proc/1/comm; systemctl list-units --failed -q; systemctl is-active ssh multi-user.target'
	assert_output "systemd
active
active"
	cat >own.service <<-END
		[Service]
		ExecStart=/bin/sleep 2727
		Restart=always
		RestartSec=0
	END
	vessel cp own.service "$NAME:/etc/systemd/system/"
	inside sh -c 'systemctl daemon-reload && systemctl start own'
	local before
	before=$(inside systemctl show -P MainPID own)
	inside kill -9 "$before"
	eventually inside sh -c "systemctl is-active own && [ \$(systemctl show -P MainPID own) != $before ]"
	run -0 inside sh -c 'grep -o own.service /proc/$(systemctl show -P MainPID own)/cgroup | sort -u; journalctl -q -o cat -u own'
	assert_line --index 0 own.service
	assert_line --partial 'restart counter is at 1'
	has_said "Multi-User System"
	has_said "login:"
	# SIGKILL would be 137.
	run -0 vessel stop -t 60 "$NAME"
	run -0 vessel wait "$NAME"
	assert_output 0
	run -0 vessel start "$NAME"
	eventually is_up
}

@test "vessel: with NET_ADMIN a container has nft rules of its own, which count, and the host has none of them" {
	run ! vessel run --rm "$DEBIAN" nft add table inet own
	run -0 vessel run --rm --cap-add NET_ADMIN "$DEBIAN" sh -c 'nft add table inet own &&
		nft "add chain inet own in { type filter hook input priority 0; policy accept; }" &&
		nft add rule inet own in ip protocol icmp counter drop && nft list ruleset'
	assert_output --partial 'table inet own'
	run -0 nft list tables
	refute_output --partial 'inet own'
}

@test "vessel: no module is loaded from inside" {
	run -1 vessel run --rm --net none "$DEBIAN" sh -c 'printf "\177ELF no module" >/x.ko; insmod /x.ko'
	assert_output --partial 'Operation not permitted'
	# The host's root is asked for more than that: for a module that is one.
	run ! insmod <(printf '\177ELF no module')
	refute_output --partial 'Operation not permitted'
}

@test "vessel: xray finds a Debian from outside" {
	vessel run -d --name "$NAME" --net none "$DEBIAN" sleep 27277
	run -0 "$BIN/xray" --all
	assert_line --regexp "^.*$(vessel inspect "$NAME" | jq '.[0].pid').*sleep 27277"
}
