#!/usr/bin/env bats
# 11-vessel-guest.bats - what the command finds inside, and what is refused.

load helper

setup() {
	requires root
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	vessel=$BIN/vessel
}

teardown() {
	jobs_end
	local id
	for id in $("$vessel" ps -aq --no-trunc 2>/dev/null); do
		"$vessel" rm -f "$id" >/dev/null 2>&1 || :
	done
}

# says [OPTION...] SCRIPT - what a shell with these options prints
says() {
	local script=${*: -1}
	"$vessel" run --rm "${@:1:$#-1}" "$ROOTFS" sh -c "$script"
}

# refuses WORDS PART [OPTION...] - an error of one line, and its cure
refuses() {
	run -125 "$vessel" run --rm "${@:2}" "$ROOTFS" true
	assert_line --index 0 --regexp '^vessel: '
	assert_line --index 0 --partial "$1"
	[ "${#lines[@]}" -le 2 ] || fail "$output"
}

# layout CONFIG - a directory of an image, whose config is this JSON: an OCI
# layout with one layer.
layout() {
	requires program python3
	python3 - "$ROOTFS" "$BATS_TEST_TMPDIR/layout" "$1" <<-'END'
		import hashlib, io, json, os, sys, tarfile
		root, layout, config = sys.argv[1:]
		blobs = layout + "/blobs/sha256"
		os.makedirs(blobs, exist_ok=True)
		def blob(data):
		    name = hashlib.sha256(data).hexdigest()
		    open(f"{blobs}/{name}", "wb").write(data)
		    return "sha256:" + name, len(data)
		text = io.BytesIO()
		with tarfile.open(fileobj=text, mode="w") as tar:
		    tar.add(root, ".", filter=lambda member: None if member.isdev() else member)
		layer, size = blob(text.getvalue())
		image, length = blob(json.dumps({"architecture": "amd64", "os": "linux",
		    "config": json.loads(config),
		    "rootfs": {"type": "layers", "diff_ids": [layer]}}).encode())
		kind = "application/vnd.oci.image."
		manifest, long = blob(json.dumps({"schemaVersion": 2, "mediaType": kind + "manifest.v1+json",
		    "config": {"mediaType": kind + "config.v1+json", "digest": image, "size": length},
		    "layers": [{"mediaType": kind + "layer.v1.tar", "digest": layer, "size": size}]}).encode())
		json.dump({"imageLayoutVersion": "1.0.0"}, open(layout + "/oci-layout", "w"))
		json.dump({"schemaVersion": 2, "manifests": [{"mediaType": kind + "manifest.v1+json",
		    "digest": manifest, "size": long, "annotations": {"org.opencontainers.image.ref.name": "latest"}}]},
		    open(layout + "/index.json", "w"))
	END
}

@test "guest: the environment is docker's: PATH, HOSTNAME, HOME, what was asked for, and nothing of ours" {
	SECRET=token GIVEN='of the caller' run -0 says -h box -e A=0 -e A=1 -e 'B=x = y' -e GIVEN -e NOSUCH \
		'tr "\0" "\n" </proc/$$/environ | sort'
	assert_output "A=1
B=x = y
GIVEN=of the caller
HOME=/root
HOSTNAME=box
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	run -0 says -u nobody 'echo $HOME'
	assert_output /
	run -0 says -u nobody -e HOME=/mnt -e HOME=/srv 'echo $HOME'
	assert_output /srv
}

@test "guest: --env-file has a variable a line, which -e wins over" {
	printf '\xef\xbb\xbf# a comment\nA=1 # none\r\n\n  B="2"\nC\nD=4\n' >"$BATS_TEST_TMPDIR/file"
	C=three run -0 says --env-file "$BATS_TEST_TMPDIR/file" -e D=5 'echo "$A|$B|$C|$D"'
	assert_output '1 # none|"2"|three|5'
	refuses "cannot read the variables in '/nosuch'" --env-file /nosuch
	echo 'a b=1' >"$BATS_TEST_TMPDIR/file"
	refuses "a blank in the name 'a b'" --env-file "$BATS_TEST_TMPDIR/file"
	echo '=1' >"$BATS_TEST_TMPDIR/file"
	refuses "without a name" --env-file "$BATS_TEST_TMPDIR/file"
	refuses "the name is missing" -e =1
}

@test "guest: the command is looked up in the PATH that it gets" {
	own_rootfs
	mkdir "$ROOTFS/mine"
	printf '#!/bin/sh\necho found\n' >"$ROOTFS/mine/tool"
	chmod +x "$ROOTFS/mine/tool"
	run -127 "$vessel" run --rm "$ROOTFS" tool
	run -0 "$vessel" run --rm -e PATH=/nosuch:/mine:/bin "$ROOTFS" tool
	assert_output found
	run -127 "$vessel" run --rm -e PATH=/nosuch "$ROOTFS" tool
	assert_line --partial "it is in no directory of PATH=/nosuch"
}

@test "guest: a later start has the variables of the creation, whoever starts it" {
	echo FILE=old >"$BATS_TEST_TMPDIR/file"
	HERE=created "$vessel" create --name later -e HERE --env-file "$BATS_TEST_TMPDIR/file" "$ROOTFS" \
		sh -c 'echo $HERE $FILE' >/dev/null
	rm "$BATS_TEST_TMPDIR/file"
	HERE=started run -0 "$vessel" start -a later
	assert_output "created old"
}

@test "guest: the working directory is made where it is missing, and a link in it does not lead out" {
	own_rootfs
	run -0 says -w /srv/a/b 'pwd; stat -c "%a %u" .'
	assert_output "/srv/a/b
755 0"
	run -0 says --read-only -w /srv/a/b pwd
	assert_output /srv/a/b
	run -0 says --tmpfs /srv -w /srv/deep pwd
	assert_output /srv/deep
	ln -s ../../../../../../etc "$ROOTFS/out"
	run -0 says -w /out 'pwd; cat hostname 2>/dev/null; test -e passwd && grep -c . passwd'
	assert_line --index 0 /etc
	assert_line --index -1 "$(grep -c . "$ROOTFS/etc/passwd")"
	# (Root enters where the user could not, as docker has it.)
	chmod 700 "$ROOTFS/root"
	run -0 says -u nobody -w /root pwd
	assert_output /root
	refuses "Not a directory" -w /etc/passwd
	refuses "starts with /" -w srv
	local path
	for path in /proc/self/cwd /proc/1/root/srv /proc/self/fd/0; do
		refuses "Too many levels of symbolic links" -w "$path"
	done
}

@test "guest: --ulimit sets limits for the command, and raises none that are not ours to raise" {
	run -0 says --ulimit nofile=100:200 --ulimit core=0 --ulimit nproc=4000:5000 'ulimit -n; ulimit -Hn; ulimit -c; ulimit -u; ulimit -Hu'
	assert_output "100
200
0
4000
5000"
	# (PID 1 beside a command is no part of that.)
	run -0 says --init --ulimit nofile=3:5 'ulimit -Hn'
	assert_output 5
	local most
	most=$(ulimit -Hn)
	run -0 says 'ulimit -Hn'
	assert_output "$most"
	refuses "did you mean 'nofile'" --ulimit nofiles=1
	refuses "the soft limit is above the hard one" --ulimit nofile=9:8
	refuses "is not NAME=SOFT[:HARD]" --ulimit nofile=many
	refuses "is not NAME=SOFT[:HARD]" --ulimit nofile
	run -125 setpriv --bounding-set -sys_resource --inh-caps -all sh -c 'ulimit -n 100; "$@"' - "$vessel" run --rm --ulimit nofile=50:200 "$ROOTFS" true
	assert_line --index 0 --partial "cannot raise the hard limit 'nofile' to 200"
	assert_line --index 1 --partial "it is 100 here"
}

@test "guest: --sysctl sets what a namespace has for itself, and refuses what is the machine's" {
	local before
	before=$(cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/tcp_syn_retries /proc/sys/kernel/domainname)
	local mode
	for mode in private host; do
		run -0 says --userns $mode --sysctl kernel.msgmax=4321 --sysctl net.ipv4.tcp_syn_retries=3 --sysctl kernel.domainname=example.org \
			--sysctl net/ipv4/conf/eth0/forwarding=1 --sysctl 'kernel.sem=250 32000 100 128' --sysctl fs.mqueue.msg_max=11 \
			'cd /proc/sys; cat kernel/msgmax net/ipv4/tcp_syn_retries kernel/domainname net/ipv4/conf/eth0/forwarding; xargs <kernel/sem; cat fs/mqueue/msg_max'
		assert_output "4321
3
example.org
1
250 32000 100 128
11"
	done
	assert_equal "$(cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/tcp_syn_retries /proc/sys/kernel/domainname)" "$before"
	refuses "that is the whole machine's" --sysctl vm.swappiness=1
	refuses "that is the whole machine's" --sysctl kernel.core_pattern=x
	refuses "that is the whole machine's" --sysctl net/../kernel/core_pattern=x
	refuses "that is the whole machine's" --sysctl kernel.shmmaximum=1
	refuses "that is --hostname NAME" --sysctl kernel.hostname=x
	refuses "would be set for the host" --net host --sysctl net.ipv4.tcp_syn_retries=3
	refuses "has no such setting" --sysctl net.core.nosuch=1
	assert_line --index 1 --partial "--userns host"
	refuses "cannot set 'net.ipv4.tcp_syn_retries=x': Invalid argument" --sysctl net.ipv4.tcp_syn_retries=x
	refuses "is not NAME=VALUE" --sysctl net.ipv4.tcp_syn_retries
}

@test "guest: a mount on the host's /proc/sys does not redirect a --sysctl" {
	# (What a runtime that writes to a path would do: CVE-2025-52881.)
	# (Not on net/core: that is another one in each network namespace.)
	local script='mkdir -p $1/fake/core; : >$1/fake/core/somaxconn; mount --bind $1/fake /proc/sys/net; shift
		echo 66 >/proc/sys/net/core/somaxconn; "$@"; cat /proc/sys/net/core/somaxconn'
	run -0 unshare --mount sh -c "$script" - "$BATS_TEST_TMPDIR" "$vessel" run --rm --userns host --sysctl net.core.somaxconn=77 "$ROOTFS" \
		cat /proc/sys/net/core/somaxconn
	assert_output "77
66"
}

@test "guest: --time-offset sets the guest's clocks ahead, or behind, and nobody else's" {
	requires kernel /proc/self/timens_offsets
	local mode up
	for mode in private host; do
		run -0 says --userns $mode --time-offset 30d 'cut -d . -f 1 /proc/uptime; xargs </proc/self/timens_offsets'
		up=$(cut -d . -f 1 /proc/uptime)
		[ $((lines[0] - up)) -le $((30 * 86400)) ] && [ $((lines[0] - up)) -gt $((30 * 86400 - 300)) ] || fail "$output, $up"
		assert_line "monotonic 2592000 0 boottime 2592000 0"
	done
	run -0 says --time-offset monotonic=0.25s,boottime=-1m 'xargs </proc/self/timens_offsets'
	assert_output "monotonic 0 250000000 boottime -60 0"
	run -0 says --time-offset boottime=-0.25 'xargs </proc/self/timens_offsets'
	assert_output "monotonic 0 0 boottime -1 750000000"
	local time
	for time in soon 5x 5dd 1d,2d boottime= realtime=1d; do
		refuses "a time as 30d" --time-offset $time
	done
	refuses "no clock goes that far" --time-offset 999999999w
	refuses "cannot set the guest's clocks: Numerical result out of range" --time-offset -50000d
}

@test "guest: --oom-score-adj is that of the command" {
	run -0 says --oom-score-adj 321 'cat /proc/self/oom_score_adj'
	assert_output 321
	refuses "a number from -1000 to 1000" --oom-score-adj 1001
	refuses "a number from -1000 to 1000" --oom-score-adj few
	run -125 setpriv --bounding-set -sys_resource --inh-caps -all "$vessel" run --rm --oom-score-adj -500 "$ROOTFS" true
	assert_line --index 0 --partial "cannot set oom_score_adj to -500"
	assert_line --index 1 --partial "takes CAP_SYS_RESOURCE"
}

@test "guest: --entrypoint stands before the words, and '' is none" {
	run -0 "$vessel" run --rm --entrypoint echo "$ROOTFS" one "two  three"
	assert_output "one two  three"
	run -0 "$vessel" run --rm --entrypoint '' "$ROOTFS" echo one
	assert_output one
	run -125 "$vessel" run --rm --entrypoint '' "$ROOTFS"
	assert_line --index 0 "vessel: no command specified"
}

@test "guest: without a terminal, a user who is not root can open its streams again" {
	run -0 --separate-stderr says -u nobody 'echo out >/dev/stdout; echo err >/dev/stderr'
	assert_output out
	# shellcheck disable=SC2154 # bats sets it
	assert_equal "$stderr" err
}

@test "guest: who comes later has the command's surroundings, and its own in front of them" {
	"$vessel" run -d --name there -e A=1 -e B=2 -w /srv/work --ulimit nofile=70:77 "$ROOTFS" sleep 1000 >/dev/null
	run -0 "$vessel" exec -e B=3 -e C=4 there sh -c 'echo "$A$B$C"; pwd; ulimit -n; ulimit -Hn'
	assert_output "134
/srv/work
70
77"
	run -0 "$vessel" exec -w /etc there pwd
	assert_output /etc
	run -125 "$vessel" exec -w /srv/nosuch there pwd
	assert_line --index 0 --partial "cannot start in the directory '/srv/nosuch': No such file"
	local path
	for path in /proc/1/root/srv /proc/1/cwd; do
		run -125 "$vessel" exec -w "$path" there pwd
		assert_line --index 0 --partial "cannot start in the directory '$path': Too many levels of symbolic links"
	done
	run -0 eval '"$vessel" exec -t there sh -c "tty; stat -c %u /dev/pts/0; set -- \$(cat /proc/\$\$/stat); [ \$6 = \$1 ] && : </dev/tty && echo leads" | tr -d "\r"'
	assert_output "/dev/pts/0
0
leads"
	run -0 "$vessel" exec there sh -c 'set -- $(cat /proc/$$/stat); [ $6 = $1 ] && echo leads'
	assert_output leads
}

# ------------------------------------------------------------------- terminal

# (Through a pipe, what a terminal shows has returns in it.)
terminal() { # [OPTION...] SCRIPT
	says -t "$@" | tr -d '\r'
}

@test "guest: -t gives a terminal of the guest's own, which is /dev/console and the session's, too" {
	local mode options
	for mode in private host; do
		for options in '' --init; do
			# shellcheck disable=SC2086 # one word, or none
			run -0 terminal --userns $mode $options '
				tty; stat -L -c "%t:%T %u:%g %a" /dev/pts/0 /dev/console /proc/self/fd/[012]
				set -- $(cat /proc/$$/stat); [ "$5 $6 $8" = "$1 $1 $1" ] || echo "no leader: $*"
				echo to tty >/dev/tty; echo to console >/dev/console; echo $TERM; ls /dev/pts | xargs'
			assert_output "/dev/pts/0
88:0 0:5 620
88:0 0:5 620
88:0 0:5 620
88:0 0:5 620
88:0 0:5 620
to tty
to console
xterm
0 ptmx"
		done
	done
	run -0 terminal 'stat -c %d /dev/pts/0'
	refute_output "$(stat -c %d /dev/pts/ptmx)"
	run -0 says 'test -e /dev/console || echo none; tty || :; echo "${TERM:-none}"; true </dev/tty || :'
	assert_line --index 0 none
	assert_line --index 1 "not a tty"
	assert_line --index 2 none
}

@test "guest: the terminal belongs to the user of --user" {
	run -0 terminal -u nobody 'stat -c "%u:%g %a" /dev/pts/0; : </dev/tty && echo opened'
	assert_output "65534:5 620
opened"
	run -0 terminal -u 1234:5678 'stat -c "%u:%g" "$(tty)"'
	assert_output 1234:5
}

@test "guest: what it types into its terminal is nothing in the caller's, also without a filter" {
	[ "$(cat /proc/sys/dev/tty/legacy_tiocsti 2>/dev/null || echo 1)" = 1 ] || skip "this kernel has no TIOCSTI"
	cat >"$BATS_TEST_TMPDIR/job" <<-'END'
		"$@" /attacks/type-in q
		IFS= read -r -s -n 1 -t 2 key </dev/tty && echo "the caller got $key"
	END
	run -0 pty '' bash "$BATS_TEST_TMPDIR/job" "$BIN/10-enter" --net none --security-opt seccomp=unconfined
	assert_output --partial typed
	assert_output --partial "the caller got q"
	run pty '' bash "$BATS_TEST_TMPDIR/job" "$vessel" run --rm -it --net none --security-opt seccomp=unconfined "$ROOTFS"
	assert_output --partial typed
	refute_output --partial "the caller got q"
}

@test "guest: without a terminal, the command leads a session of its own" {
	run -0 says 'set -- $(cat /proc/$$/stat); echo "$5 $6 $7"'
	assert_output "1 1 0"
	# On a terminal of the caller's, too.
	cat >"$BATS_TEST_TMPDIR/job" <<-'END'
		"$@" sh -c 'set -- $(cat /proc/$$/stat); echo "$5 $6 $7"'
	END
	run -0 pty '' bash "$BATS_TEST_TMPDIR/job" "$vessel" run --rm "$ROOTFS"
	assert_output --partial "1 1 0"
}

# furnished - is there a process in whose mounts $ROOTFS has its /dev/pts?
furnished() {
	grep -q " $ROOTFS/dev/pts " /proc/[0-9]*/mountinfo
}

@test "guest: who exchanges /dev in a shared root while it starts gives it no other terminal" {
	requires program strace
	own_rootfs
	mkdir -p "$ROOTFS/other/pts"
	mknod "$ROOTFS/other/pts/ptmx" c 5 2
	strace -f -qq -o /dev/null -e inject=pivot_root:delay_enter=3000000 \
		"$vessel" run --rm -t --storage none --userns host "$ROOTFS" tty >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	eventually furnished
	mv "$ROOTFS/dev" "$ROOTFS/moved"
	mv "$ROOTFS/other" "$ROOTFS/dev"
	local code=0
	wait $! || code=$?
	assert_equal "$code" 125
	run -0 cat "$BATS_TEST_TMPDIR/said"
	assert_line --index 0 "vessel: cannot make a terminal: '/dev/pts' is not what was mounted there"
	assert_line --index 1 --partial "who shares the root"
}

# --------------------------------------------------------------- what is not there

@test "guest: docker's options that are left out are refused with the nearest thing there is" {
	local words
	for words in "--restart=always|systemd unit" "--gpus all|--device" "--link db|--net container:NAME" "-P|-p PORT" \
		"--pid host|vessel exec" "--ipc host|-v DIR:/dev/shm" "--uts host|-h NAME" "--platform linux/arm64|architecture" \
		"--health-cmd true|vessel exec" "--volume-driver x|-v DIR:DIR" "--volumes-from x|-v" "--shm-size 1g|--tmpfs /dev/shm" \
		"--sig-proxy=false|vessel attach" "--log-driver none|--log-opt" "--oom-kill-disable|--on-oom" "-l a=b|--name" \
		"--privileged|--cap-add ALL" "--domainname x|--sysctl kernel.domainname" "--cpu-quota 5|--cpus"; do
		# shellcheck disable=SC2086 # they are words
		run -125 "$vessel" run ${words%%|*} "$ROOTFS" true
		assert_line --index 0 --partial "is not offered: "
		assert_line --index 0 --partial "${words#*|}"
		[ "${#lines[@]}" -eq 2 ] || fail "$output"
	done
	run -125 "$vessel" ps --format '{{.ID}}'
	assert_line --index 0 --partial "'--format' is not offered: --json says all, and jq(1) picks"
	run -125 "$vessel" ps -f name=x
	assert_line --index 0 --partial "'--filter' is not offered: "
	run -125 "$vessel" build .
	assert_line --index 0 "vessel: 'build' is not offered: 'vessel run', then 'vessel commit'"
	run -125 "$vessel" container ls
	assert_line --index 0 --partial "'container' is not offered: the same without that word"
	run -125 "$vessel" stop -s INT web
	assert_line --index 0 --partial "'--signal' is not offered: --stop-signal"
	run -125 "$vessel" run --rm -v data:/data "$ROOTFS" true
	assert_line --index 0 "vessel: cannot show 'data' as '/data': there is none"
	assert_line --index 1 --partial "no volumes with names"
	# (What is silent is not in the way, nor what is meant.)
	run -0 "$vessel" run --help
	refute_output --partial restart
	run -125 "$vessel" run --restar "$ROOTFS"
	refute_line --index 0 --partial restart\'
	run -125 "$vessel" run --net backend "$ROOTFS"
	assert_line --index 0 --partial "container:NAME and ns:FILE"
	run -0 says --network none 'ls /sys/class/net'
	assert_output lo
}

# ---------------------------------------------------------- what an image says

@test "guest: what the image says and what was asked for are joined as docker does" {
	layout '{"Entrypoint": ["/bin/echo", "entry"], "Cmd": ["cmd", "two  words"], "WorkingDir": "/srv/work",
		"Env": ["PATH=/bin", "IMAGE=1", "BOTH=image", "=none"], "User": "nobody", "StopSignal": "SIGUSR1"}'
	local image=$BATS_TEST_TMPDIR/layout
	run -0 "$vessel" run --rm "$image"
	assert_output "entry cmd two  words"
	run -0 "$vessel" run --rm "$image" mine
	assert_output "entry mine"
	run -0 "$vessel" run --rm --entrypoint /bin/ls "$image" -d /srv
	assert_output /srv
	run -125 "$vessel" run --rm --entrypoint '' "$image"
	assert_line --index 0 "vessel: no command specified"
	run -1 "$vessel" run --rm -e BOTH=mine -e IMAGE --entrypoint sh "$image" -c 'pwd; id -u; echo "$PATH|$BOTH|${IMAGE-gone}"
		tr "\0" "\n" </proc/$$/environ | grep ^=none'
	assert_output "/srv/work
65534
/bin|mine|gone"
	run -0 "$vessel" run --rm -u 5:6 -w /mnt -e IMAGE=2 --entrypoint sh "$image" -c 'pwd; id -u; id -g; echo "$IMAGE"'
	assert_output "/mnt
5
6
2"
	"$vessel" run -d --name stopped --entrypoint sh "$image" -c 'trap "exit 33" USR1; echo up; while :; do sleep 0.1; done' >/dev/null
	eventually eval "'$vessel' logs stopped | grep up"
	run -0 "$vessel" exec stopped pwd
	assert_output /srv/work
	run -0 "$vessel" stop stopped
	run -0 "$vessel" wait stopped
	assert_output 33
}

@test "guest: two mounts on one place are one too many, and one within the other is none" {
	refuses "two mounts on '/a'" -v /tmp:/a -v /var:/a
	refuses "two mounts on '/a'" -v /tmp:/a --mount type=tmpfs,target=/a
	mkdir -p "$BATS_TEST_TMPDIR/outer/inner" "$BATS_TEST_TMPDIR/other"
	touch "$BATS_TEST_TMPDIR/other/seen"
	run -0 says -v "$BATS_TEST_TMPDIR/outer:/a" -v "$BATS_TEST_TMPDIR/other:/a/inner" 'ls /a/inner'
	assert_output seen
}

@test "guest: what an image says in the wrong form is refused, or left out" {
	layout '{"Entrypoint": [5], "Cmd": "sh"}'
	run -125 "$vessel" run --rm "$BATS_TEST_TMPDIR/layout" true
	assert_line --index 0 "vessel: the image's 'Entrypoint' is no list of words"
	layout '{"WorkingDir": "srv"}'
	run -125 "$vessel" run --rm "$BATS_TEST_TMPDIR/layout" true
	assert_line --index 0 "vessel: the image's working directory 'srv' does not start with /"
	layout '{"User": "nosuch", "Env": 7, "Cmd": {"a": 1}}'
	run -125 "$vessel" run --rm "$BATS_TEST_TMPDIR/layout" true
	assert_line --index 0 --partial "there is no user 'nosuch' in the guest's /etc/passwd"
	run -125 "$vessel" run --rm -u 0 "$BATS_TEST_TMPDIR/layout"
	assert_line --index 0 "vessel: no command specified"
	assert_line --index 1 --partial "the image names none"
}

@test "guest: --stop-signal and --stop-timeout are what 'stop' goes by" {
	local script='trap "exit 44" HUP; trap "" TERM; echo up; while :; do sleep 0.1; done'
	"$vessel" run -d --name one --stop-signal HUP "$ROOTFS" sh -c "$script" >/dev/null
	"$vessel" run -d --name two --stop-timeout 0 "$ROOTFS" sh -c "$script" >/dev/null
	eventually eval "'$vessel' logs one | grep up && '$vessel' logs two | grep up"
	run -0 timeout 9 "$vessel" stop one two
	run -0 "$vessel" wait one two
	assert_output "44
137"
	refuses "there is no such signal" --stop-signal NOSUCH
	refuses "there is no such signal" --stop-signal RTMIN+99
	refuses "a number of seconds" --stop-timeout soon
}

# ------------------------------------------------------ guests that manage themselves

# divides - the first hierarchy that a guest can be given a part of, as it sees it
divides='set -- /sys/fs/cgroup/unified /sys/fs/cgroup/systemd /sys/fs/cgroup
	for group; do [ ! -e $group/cgroup.procs ] || break; done'

@test "guest: what its caller ignores, a container does not" {
	run -0 sh -c "trap '' HUP INT TERM USR1; exec \"\$@\"" sh "$vessel" run --rm --net none "$ROOTFS" grep SigIgn /proc/self/status
	assert_output $'SigIgn:\t0000000000000000'
	"$vessel" run -d --name one --net none "$ROOTFS" sleep 1000 >/dev/null
	run -0 sh -c "trap '' HUP INT TERM USR1; exec \"\$@\"" sh "$vessel" exec one grep SigIgn /proc/self/status
	assert_output $'SigIgn:\t0000000000000000'
	"$vessel" rm -f one
}

@test "guest: --systemd is what systemd looks for: who it is in, places to write, a group to divide" {
	mounted_groups </proc/self/cgroup | grep -q -e :: -e :name= || skip "this machine has neither version 2 nor name=systemd"
	local mode
	for mode in private host; do
		run -0 says --userns $mode --systemd "name=inside-$$; $divides"'
			echo $container; echo ${#container_uuid}
			for path in /run /run/lock /tmp; do : >$path/file && grep " $path tmpfs " /proc/mounts | cut -d " " -f 2; done
			cd $group && mkdir $name && echo $$ >$name/cgroup.procs && grep -c :/$name /proc/$$/cgroup
			touch /sys/fs/cgroup/memory/file 2>/dev/null || echo no more'
		assert_output "vessel
32
/run
/run/lock
/tmp
1
no more"
	done
	run -0 says "$divides"'; mkdir $group/inside 2>/dev/null || echo read-only'
	assert_output read-only
	refuses "both would be PID 1" --systemd --init
	"$vessel" run -d --name ended --systemd "$ROOTFS" sh -c "trap 'exit 55' $(kill -l RTMIN+3); echo up; while :; do sleep 0.1; done" >/dev/null
	eventually eval "'$vessel' logs ended | grep up"
	run -0 "$vessel" stop ended
	run -0 "$vessel" wait ended
	assert_output 55
	# (Others run this test, too.)
	eventually eval "! find /sys/fs/cgroup -name inside-$$ 2>/dev/null | grep ."
}

@test "guest: who may divide its group lifts no limit of it" {
	grep -qw pids /proc/self/cgroup || grep -qw pids /sys/fs/cgroup/cgroup.subtree_control || skip "this machine has no controller 'pids'"
	local options
	for options in --systemd --nesting "--systemd --userns host"; do
		# shellcheck disable=SC2086 # they are words
		run says $options --pids-limit 20 '{ echo max >/sys/fs/cgroup/pids.max || echo max >/sys/fs/cgroup/pids/pids.max; } 2>/dev/null
			exec /attacks/lift-limit pids 60'
		assert_line --regexp '^took 1[0-9]$'
	done
}

@test "guest: vessel runs in vessel with --nesting, and not without" {
	local inner='echo inner $$; hostname; mount -t tmpfs none /mnt || :; echo x >/proc/sys/kernel/core_pattern'
	nest "$BATS_TEST_TMPDIR/nest"
	run -125 "$vessel" run --rm "${NEST[@]:1}" "$BATS_TEST_TMPDIR/nest" vessel run --rm "${INNER[@]}" --net none /inner sh -c "$inner"
	run "$vessel" run --rm "${NEST[@]}" "$BATS_TEST_TMPDIR/nest" vessel run --rm "${INNER[@]}" --net none /inner sh -c "$inner"
	assert_line --index 0 "inner 1"
	assert_line --index 1 --regexp '^[0-9a-f]{12}$'
	assert_line --partial "permission denied"
	assert_line --partial "core_pattern"
	run -0 "$vessel" run --rm "${NEST[@]}" "$BATS_TEST_TMPDIR/nest" \
		vessel run --rm "${INNER[@]}" --subnet 10.199.7.0/24 /inner sh -c 'ip -4 -o addr show eth0'
	assert_output --partial 10.199.7.2
	refuses "its root would be the host's" --nesting --userns host
}

@test "guest: a vessel in a container has all that it has elsewhere, within the container's limits, and ends with it" {
	nest "$BATS_TEST_TMPDIR/nest"
	"$vessel" run -d --name outer "${NEST[@]}" --pids-limit 60 "$BATS_TEST_TMPDIR/nest" sleep 2727 >/dev/null
	says_inside() { timeout 60 "$vessel" exec outer vessel "$@"; }
	# Two bridges away, and through both.
	run -0 says_inside run "${INNER[@]}" --rm /inner sh -c 'ping -c 1 -W 5 "$1" >/dev/null && echo reached' sh \
		"$("$vessel" exec outer ip -4 route | sed -n 's/^default via \([^ ]*\).*/\1/p')"
	assert_output reached
	says_inside run "${INNER[@]}" -d --name one /inner sleep 2727 >/dev/null
	run -0 says_inside ps -q
	assert_output --regexp '^[0-9a-f]{12}$'
	run -0 says_inside exec one sh -c 'echo $$ in; cat /proc/1/cmdline | tr "\\0" " "'
	assert_line --regexp '^[0-9]+ in$'
	assert_line "sleep 2727 "
	run says_inside run "${INNER[@]}" --rm /inner /attacks/lift-limit pids 100
	# (The outer's limit is for who sees to the inner one, too, which may not last so long.)
	assert_output # something has been said of it
	refute_line --regexp '^took ([6-9][0-9]|[0-9]{3})$'
	# A limit of its own it has where its group hands the controllers on; version 1 is no
	# group of its own to write to.
	run says_inside run "${INNER[@]}" --rm --pids-limit 20 /inner /attacks/lift-limit pids 60
	[ "$status" != 125 ] || assert_line --index 0 --regexp "^vessel: --pids-limit needs (a group: .*Read-only file system|the controller 'pids', .* does not hand on .*)\$"
	[ "$status" = 125 ] || assert_line --regexp '^took 1[0-9]$'
	# What a layer of an image hides is hidden in there as well, whoever root is.
	[ "${INNER[*]}" ] || run -0 "$vessel" exec outer sh -c '{ vessel import /inner base
		vessel run --name a --net none base sh -c "mkdir /hides; touch /hides/below"; vessel commit a two
		vessel run --name b --net none two sh -c "rm -r /hides; mkdir /hides; touch /hides/above"; vessel commit b three; } >/dev/null
		for users in private host; do vessel run --rm --net none --userns $users three ls /hides; done'
	[ "${INNER[*]}" ] || assert_output $'above\nabove'
	local pids
	pids=$("$vessel" top outer | awk 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "PID") at = i } NR > 1 { print $at }' | xargs)
	[ "$(wc -w <<<"$pids")" -ge 3 ]
	kill -9 "$(cat "$VESSEL_RUN"/containers/*/monitor.lock)"
	for pid in $pids; do eventually gone "$pid"; done
	"$vessel" rm outer
	run -0 "$vessel" gc
	run -0 find /sys/fs/cgroup -path '*vessel-*/vessel-*'
	refute_output
}

@test "guest: what --nesting uncovers is nobody's to read or to write" {
	local before
	before=$(cat /proc/sys/kernel/core_pattern /proc/sys/vm/swappiness)
	run -0 says --nesting 'for file in /proc/kcore /proc/timer_list /proc/sys/kernel/core_pattern /proc/sys/vm/swappiness /proc/sysrq-trigger; do
			(: <$file) 2>/dev/null && [ ${file%/sys/*} = $file ] && echo "reads $file"
			(: >>$file) 2>/dev/null && echo "writes $file"
		done; mount -t proc proc /mnt && echo mounted'
	assert_output mounted
	assert_equal "$(cat /proc/sys/kernel/core_pattern /proc/sys/vm/swappiness)" "$before"
}
