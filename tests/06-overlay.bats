#!/usr/bin/env bats
# 06-overlay.bats - a root that is written to, and is as before for the next one.

load helper

setup() {
	requires root
	requires program python3
	before=$BIN/05-cgroups
	step=$BIN/06-overlay
	cd "$BATS_TEST_TMPDIR" || return
	store=$BATS_TEST_TMPDIR/store
	mkdir "$store"
}

# layered OPTION... - the step, with its layers where this test can see them.
inside=() # what a command has to be run with, to be where the layers can be seen
layered() {
	"${inside[@]}" "$step" --net none --storage-dir "$store" "$@"
}
# start OPTION... - the same in the background: $launcher, and its $guest once that is past our code
start() {
	"${inside[@]}" "$step" --net none --storage-dir "$store" "$@" <&0 3>&- & # (else its stdin would be /dev/null)
	launcher=$!
	eventually ready $launcher
	guest=$(guest_of $launcher)
}

# What is left in the store: nothing, if all is well.
left() { "${inside[@]}" find "$store" -mindepth 1 -not -path "$store/images*"; }
refute_left() {
	run -0 left
	refute_output
}

# listing DIR - all that there is to know of a tree, but inode numbers.
listing() {
	python3 - "$1" <<-'END'
		import os, sys
		top, first = sys.argv[1], {}
		def xattrs(p): return sorted((n, os.getxattr(p, n, follow_symlinks=False)) for n in os.listxattr(p, follow_symlinks=False))
		for where, directories, files in os.walk(top):
		    directories.sort()
		    for name in ['.'] * (where == top) + sorted(directories + files):
		        path = os.path.join(where, name); s = os.lstat(path); known = os.path.relpath(path, top)
		        if s.st_nlink > 1 and not os.path.isdir(path): known = first.setdefault(s.st_ino, known)
		        text = os.readlink(path) if os.path.islink(path) else open(path, 'rb').read() if os.path.isfile(path) else s.st_rdev
		        print(os.path.relpath(path, top), known, oct(s.st_mode), s.st_uid, s.st_gid, s.st_mtime_ns, hash(text) if s.st_size > 99 else text, xattrs(path))
	END
}
export PYTHONHASHSEED=0

in_use() { [ -d "$store/layers/$1" ] && ! flock -n "$store/layers/$1" true; }
guest_of() { pgrep -oP "$1"; } # its first child
ready() { # LAUNCHER: is its guest past our code?
	local pid
	# (A program that the launcher asks is its child for a while, too.)
	pid=$(guest_of "$1") && [ -e "/proc/$pid/exe" ] && ! [ "/proc/$pid/exe" -ef "$step" ] &&
		! [ "/proc/$pid/ns/pid" -ef /proc/self/ns/pid ]
}

# ------------------------------------------------------------------ isolation

@test "06: what a guest writes the next one sees before, and not here" {
	own_rootfs
	run -0 "$before" --rootfs "$ROOTFS" sh -c 'echo spoiled >/etc/motd'
	run -0 "$before" --rootfs "$ROOTFS" cat /etc/motd
	assert_output spoiled
	rm "$ROOTFS/etc/motd"
	run -0 layered --rootfs "$ROOTFS" sh -c 'echo spoiled >/etc/motd; cat /etc/motd'
	assert_output spoiled
	run -1 layered --rootfs "$ROOTFS" cat /etc/motd
	assert [ ! -e "$ROOTFS/etc/motd" ]
	refute_left
}

@test "06: two guests see each other's writes before, and not here" {
	own_rootfs
	local script='echo from the first >/tmp/note; sleep 100'
	"$before" --rootfs "$ROOTFS" sh -c "$script" 3>&- &
	eventually test -e "$ROOTFS/tmp/note"
	run -0 "$before" --rootfs "$ROOTFS" cat /tmp/note
	assert_output "from the first"
	jobs_end
	rm "$ROOTFS/tmp/note"
	start --rootfs "$ROOTFS" sh -c "$script"
	eventually test -e "/proc/$guest/root/tmp/note"
	run -1 layered --rootfs "$ROOTFS" cat /tmp/note
}

@test "06: a guest that destroys its root destroys everybody's before, and nobody's here" {
	own_rootfs
	listing "$ROOTFS" >whole
	run -0 layered --rootfs "$ROOTFS" sh -c 'rm -rf /etc /home /usr /attacks; chmod 0 /root; cp /bin/busybox /new; rm -rf /bin'
	run -0 layered --rootfs "$ROOTFS" ls /etc/passwd
	listing "$ROOTFS" >after
	run -0 diff whole after
	run -0 "$before" --rootfs "$ROOTFS" sh -c 'rm -rf /home /bin'
	run -127 "$before" --rootfs "$ROOTFS" ls
}

@test "06: no storage but none writes into the root" {
	own_rootfs
	listing "$ROOTFS" >whole
	local kind
	for kind in overlay copy; do
		run -0 layered --rootfs "$ROOTFS" --storage $kind --volume /:/made/here sh -c 'touch /x; chmod 700 /; rm /etc/passwd'
		listing "$ROOTFS" >after
		run -0 diff whole after
	done
	run -0 layered --rootfs "$ROOTFS" --storage none touch /x
	assert [ -e "$ROOTFS/x" ]
	refute_left
}

@test "06: / inside has the owner, mode and attributes that the root has" {
	own_rootfs
	chown 12:34 "$ROOTFS"
	chmod 1751 "$ROOTFS"
	local kind
	for kind in overlay copy; do
		run -0 layered --rootfs "$ROOTFS" --storage $kind stat -c '%u:%g %a' /
		assert_output "12:34 1751"
	done
}

@test "06: a guest learns no path of the host from its mounts" {
	run -0 layered grep ' / ' /proc/mounts
	assert_output --partial overlay
	refute_output --partial "$BATS_TEST_TMPDIR"
	refute_output --partial "$ROOT"
}

@test "06: nothing of the layer stays open inside" {
	run -0 layered --init sh -c 'cd /proc/1/fd && ls -1; cd /proc/self/fd && ls -1'
	assert_equal "$(sort -u <<<"$output" | grep -c '^[4-9]')" 0
}

# ----------------------------------------------------------------- keep, throw

@test "06: a layer is thrown away at the end, and kept if it has a name" {
	run -0 layered sh -c 'echo here >/note'
	refute_left
	run -0 layered --layer mine sh -c 'echo here >/note'
	run -0 layered --layer mine sh -c 'cat /note; echo again >>/note'
	assert_output here
	run -0 layered --layer mine cat /note
	assert_output "$(printf 'here\nagain')"
	run -1 layered --layer other cat /note
	run -0 layered --layer mine --rm cat /note
	run -0 layered --layer other --rm true
	refute_left
}

@test "06: with the last layer of the system, its directory goes too" {
	run -0 unshare --mount bash -c "mount -t tmpfs none /var/lib; '$step' --net none --layer a true
		find /var/lib -printf '%P %m %u\n' -maxdepth 3; '$step' --net none --layer a --rm true; find /var/lib -mindepth 1"
	assert_line "vessel/layers/a 700 root"
	assert_line "vessel/layers 700 root"
	assert_equal "${#lines[@]}" 4
}

@test "06: directories for layers that were made for a launch go with it, and no others" {
	mkdir there
	for path in there there/new new/deep/er; do
		run -0 "$step" --net none --storage-dir $path true
		run -125 "$step" --net none --storage-dir $path --rootfs /nosuch true
		run -0 find . -mindepth 1 -not -path ./store
		assert_output ./there
	done
	run -125 "$step" --net none --storage-dir "half/way/$(printf 'n%.0s' {1..256})" true
	assert_line --index 0 --partial "File name too long"
	assert [ ! -e half ]
	run -0 "$step" --net none --storage-dir new/deep --layer mine true
	assert [ -d new/deep/layers/mine ]
}

@test "06: an ordinary user's layers lie in that user's data directory" {
	within_reach "$BIN/06-overlay"
	chmod 711 "$BATS_TEST_TMPDIR"
	mkdir home
	chown 65534 home
	local launch=(user env -u XDG_DATA_HOME HOME="$PWD/home" "$REACH$BIN/06-overlay" --net none --layer a --rootfs / true)
	run -125 "${launch[@]}"
	assert_line --index 1 --partial "that needs root"
	assert_equal "$(find home -mindepth 1)" ""
	# (What says where they are is that they cannot be there.)
	mkdir -p home/.local/share/vessel/layers home/data/vessel/layers
	run -125 "${launch[@]}"
	assert_line --index 0 --partial "'$PWD/home/.local/share/vessel/layers'"
	run -125 user env XDG_DATA_HOME="$PWD/home/data" "$REACH$BIN/06-overlay" --net none --layer a --rootfs / true
	assert_line --index 0 --partial "'$PWD/home/data/vessel/layers'"
}

@test "06: a layer is one guest's at a time, and the second is told" {
	start --layer mine sleep 100
	run -125 layered --layer mine true
	assert_line --index 0 "06-overlay: the layer 'mine' is in use by another guest"
	assert_equal "${#lines[@]}" 2
	jobs_end
	eventually layered --layer mine --rm true
	refute_left
}

@test "06: of eight starts that want to make the same layer, one does" {
	local i
	mkfifo gate
	exec 9<>gate
	for i in 1 2 3 4 5 6 7 8; do
		{ layered --layer mine sh -c 'read -r _' <gate 2>&1 && echo 0 || echo $?; } >out.$i 3>&- 9>&- &
	done
	others_told() { [ "$(cat out.* | grep -c '^125$')" = 7 ]; }
	eventually others_told
	echo go >&9
	exec 9>&-
	wait
	assert_equal "$(cat out.* | grep -c '^0$')" 1
	assert_equal "$(cat out.* | grep -c 'in use by another guest')" 7
	run -0 ls -A "$store/layers"
	assert_output mine
}

@test "06: names of layers are those that docker takes" {
	local name long
	long=$(printf 'a%.0s' {1..128})
	for name in a A.b_c-1 7 "$long"; do
		run -0 layered --layer "$name" --rm true
	done
	for name in '' . .. .hidden -x _x a/b ../a /a 'a b' 'a:b' $'a\nb' 'é' 'a\b' "a$long"; do
		run -125 layered --layer "$name" true
		assert_line --index 0 --partial "is no name for a layer"
		assert_equal "${#lines[@]}" 2
	done
	refute_left
}

@test "06: a kept layer goes with its root and its storage, and with no other" {
	own_rootfs
	mkdir lower
	run -0 layered --layer mine true
	run -125 layered --layer mine --rootfs "$ROOTFS" true
	assert_line --index 0 "06-overlay: the layer 'mine' was made on '$BUILD/rootfs', and on what was below it then"
	run -125 layered --layer mine --lower lower true
	run -125 layered --layer mine --storage copy true
	assert_line --index 0 "06-overlay: the layer 'mine' is of --storage overlay"
	run -0 layered --layer copied --storage copy touch /x
	run -0 layered --layer copied ls /x
}

@test "06: a directory that is no layer, or half of one, is told as that in two lines" {
	mkdir -m 700 "$store/layers"
	mkdir "$store/layers/mine"
	run -125 layered --layer mine true
	assert_line --index 0 "06-overlay: cannot read what the layer 'mine' was made on: No such file or directory"
	local record
	for record in '' overlay 'overlay\0'; do
		# shellcheck disable=SC2059 # the format has the 0
		printf "$record" >"$store/layers/mine/made-on"
		run -125 layered --layer mine true
		assert_line --index 0 --regexp "^06-overlay: the layer 'mine' (is of a kind that is not known here|was made on '',.*)$"
	done
}

@test "06: what a kept layer was made on is on the disk before the layer has its name" {
	requires program strace
	run -0 strace -f -o calls -e trace=fsync,renameat "$step" --net none --storage-dir "$store" --layer mine true
	run -0 grep -oE 'fsync|renameat' calls
	assert_output "$(printf 'fsync\nrenameat')"
	# (Nobody waits for the disk where the layer is thrown away.)
	run -0 strace -f -o calls -e trace=fsync "$step" --net none --storage-dir "$store" true
	run -1 grep fsync calls
}

@test "06: only a layer that is thrown away is volatile" {
	run -0 layered grep ' / ' /proc/mounts
	assert_output --partial volatile
	run -0 layered --layer mine grep ' / ' /proc/mounts
	refute_output --partial volatile
}

# ------------------------------------------------------------------------ diff

# A root with something of every kind in /t, and a guest that changes all of it.
tree() {
	own_rootfs
	mkdir -p "$ROOTFS"/t/{gone-dir/below,to-file,opaque,moved,kept}
	cd "$ROOTFS/t" || return
	for file in file mode gone gone-dir/below/x to-dir to-file/x opaque/old1 opaque/old2 moved/in kept/same linked attr same owner; do
		echo "$file" >$file
	done
	echo tricky >tricky
	ln -s one link
	cd "$BATS_TEST_TMPDIR" || return
}
changes='cd /t
	echo new >new; mkdir -p deep/er; touch deep/er/est
	echo more >>file; chmod 600 mode; chown 7:7 owner; rm gone; rm -r gone-dir
	rm to-dir; mkdir to-dir; touch to-dir/inner
	rm -r to-file; echo now >to-file
	rm -r opaque; mkdir opaque; touch opaque/new1
	mv moved elsewhere; ln linked hard; ln -sf two link
	: >>same; : >>kept/same; touch -r tricky /tmp/time; echo TRICKY >tricky; touch -r /tmp/time tricky'
changed='C /t
C /t/attr
A /t/deep
A /t/deep/er
A /t/deep/er/est
A /t/elsewhere
A /t/elsewhere/in
C /t/file
D /t/gone
D /t/gone-dir
A /t/hard
C /t/link
C /t/mode
D /t/moved
A /t/new
C /t/opaque
A /t/opaque/new1
D /t/opaque/old1
D /t/opaque/old2
C /t/owner
C /t/to-dir
A /t/to-dir/inner
C /t/to-file
C /t/tricky'

# tells_changes KIND - start, change all, say what has changed: in a layer that
# is thrown away, in one that is kept, and in that again. (busybox has no
# setfattr: the host reaches in.)
tells_changes() {
	local options=(--rootfs "$ROOTFS" --storage "$1" --tmpfs /tmp) list
	for list in '' "--layer kept"; do
		rm -f gate
		mkfifo gate
		exec 9<>gate
		# shellcheck disable=SC2086 # these are words
		start "${options[@]}" $list --diff sh -c "read -r _; $changes" <gate >out 9>&-
		python3 -c 'import os, sys; os.setxattr(sys.argv[1], "trusted.mark", b"1")' "/proc/$guest/root/t/attr"
		echo go >&9
		exec 9>&-
		wait "$launcher"
		assert_equal "$(cat out)" "$changed"
	done
	run -0 layered "${options[@]}" --layer kept --diff true
	assert_output "$changed"
	run -0 layered "${options[@]}" --layer kept --rm --diff sh -c 'rm -r /t'
	assert_output "D /t"
	run -0 layered "${options[@]}" --diff true
	refute_output
	refute_left
}

@test "06: diff tells what was added, changed and deleted: overlay" {
	tree
	tells_changes overlay
}

@test "06: diff tells the same of a copy" {
	tree
	tells_changes copy
}

@test "06: diff tells of / what is its own, and not that a name came" {
	run -0 layered --diff touch /x
	assert_output "A /x"
	run -0 layered --diff chmod 711 /
	assert_output "C /"
}

@test "06: diff writes names that would paint the terminal or break a line as numbers" {
	run -0 layered --diff sh -c 'touch "/$(printf "a\033[31mb\nc\\\\d e")" /é'
	assert_line 'A /a\033[31mb\012c\134d e'
	assert_line 'A /é'
	assert_equal "${#lines[@]}" 2
	run -0 layered --diff sh -c 'touch "/$(printf "\233\302\233\342\200\256\342\201\246\330\234\342\200\250\300\200€")"'
	assert_output 'A /\233\302\233\342\200\256\342\201\246\330\234\342\200\250\300\200€'
}

@test "06: diff that cannot be printed fails, and the layer goes all the same" {
	run -125 sh -c "'$step' --net none --storage-dir '$store' --diff touch /x >/dev/full"
	assert_line --index 0 --partial "No space left"
	refute_left
}

@test "06: diff that cannot be printed says so, and leaves a command that failed its exit code" {
	run -7 sh -c "'$step' --net none --storage-dir '$store' --diff sh -c 'touch /x; exit 7' >/dev/full"
	assert_line --index 0 --partial "No space left"
	assert_equal "${#lines[@]}" 2
	refute_left
}

@test "06: diff and copy may open as many files as they need, and the command as many as before" {
	own_rootfs
	ulimit -n 10000
	ulimit -S -n 1024
	local i options=() deep code
	for i in {1..400}; do options+=(--lower "lower/$i"); done
	mkdir -p lower/{1..400}
	run -7 layered "${options[@]}" --diff sh -c 'touch /x; ulimit -S -n; exit 7'
	assert_output "$(printf '1024\nA /x')"
	code=0
	layered --diff sh -c 'cd /tmp; i=0; while [ $((i += 1)) -le 1100 ]; do mkdir d && cd d; done; exit 7' >list || code=$?
	assert_equal "$code $(grep -c '^A' list)" "7 1100"
	deep=$(printf '/d%.0s' {1..400})
	mkdir -p "$ROOTFS$deep"
	run -0 layered --rootfs "$ROOTFS" --storage copy ls -d "$deep"
	run -0 layered --rootfs "$ROOTFS" --storage copy sh -c 'ulimit -S -n'
	assert_output 1024
}

@test "06: a command that nests deeper than can be looked at keeps its exit code" {
	ulimit -n 100
	local code=0
	layered --diff sh -c 'cd /tmp; i=0; while [ $((i += 1)) -lt 200 ]; do mkdir d && cd d; done; exit 7' >list 2>said || code=$?
	assert_equal $code 7
	assert_equal "$(sed -n '1s/.*: //p' said) $(wc -l <said)" "Too many open files 2"
	# What was found until then is there, and its last line is whole.
	[ "$(wc -l <list)" -gt 2 ] || fail "$(cat list)"
	assert_equal "$(tail -n 1 list)" "A /tmp$(yes /d | head -n $(($(wc -l <list) - 1)) | tr -d '\n')"
	refute_left
}

# nested DIR DEPTH LENGTH - directories in each other, with names of that length
nested() {
	python3 -c 'import os, sys
os.chdir(sys.argv[1])
name = "n" * int(sys.argv[3])
for depth in range(int(sys.argv[2])): os.mkdir(name); os.chdir(name)' "$@"
}

# frugally COMMAND... - run it, and tell its code, how often it prints an A, and whether it takes
# less than 50 megabytes more than Python
frugally() {
	python3 -c 'import resource, subprocess, sys
command = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
count = sum(text.count(b"A") for text in iter(lambda: command.stdout.read(1 << 16), b""))
most = resource.getrusage
print(command.wait(), count, most(resource.RUSAGE_CHILDREN).ru_maxrss < most(resource.RUSAGE_SELF).ru_maxrss + 50000)' "$@"
}

@test "06: diff and copy take memory for one path, however deep a guest or an image nests" {
	ulimit -n 10000
	run -0 layered --layer mine true
	nested "$store/layers/mine/upper" 1500 250
	# All lines together are 280 megabytes long.
	run -0 frugally "$step" --net none --storage-dir "$store" --layer mine --rm --diff sh -c 'exit 7'
	assert_output "7 1500 True"
	refute_left
	own_rootfs
	nested "$ROOTFS" 900 250
	run -0 frugally "$step" --net none --storage-dir "$store" --rootfs "$ROOTFS" --storage copy sh -c 'cd n*/n*/n* && echo A'
	assert_output "0 1 True"
	refute_left
}

@test "06: what is nested so deep that no stack would do is told in one line" {
	ulimit -n 7000 2>/dev/null || skip "so many files may not be open here"
	# (With the sanitizers, each call takes several times as much of it.)
	[ ! "${SANITIZE:-}" ] || ulimit -s 65536 || skip "no larger stack may be had here"
	run -0 layered --layer mine true
	nested "$store/layers/mine/upper" 2200 1
	layered --layer mine --rm --diff true 2>said >list || [ $? = 125 ]
	assert_equal "$(wc -l <list)" 2048
	assert_equal "$(sed "s/'.*'/it/" said)" "06-overlay: it is more than 2048 directories deep"
	mkdir only
	nested only 2200 1
	run -125 layered --rootfs only --storage copy true
	assert_output --regexp "^06-overlay: 'n/n.*\.\.\..*n' is more than 2048 directories deep$"
	assert_equal "${#lines[@]}" 1
	refute_left
}

@test "06: a file with more attributes than can be listed is one that has changed" {
	requires program mkfs.xfs
	grep -qw xfs /proc/filesystems || modprobe -q xfs || skip "this kernel has no XFS"
	modprobe -q loop || :
	truncate -s 400M disk.xfs
	mkfs.xfs -q disk.xfs
	mkdir disk
	cat >names.py <<-'END'
		import os, sys
		for i in range(400): os.setxattr(sys.argv[1], "trusted.%03d" % i + "n" * 240, b"")
	END
	run -7 unshare --mount bash -c "mount -o loop disk.xfs disk && '$step' --net none --storage-dir disk --layer mine chmod 644 /etc/passwd &&
		python3 names.py disk/layers/mine/upper/etc/passwd && '$step' --net none --storage-dir disk --layer mine --diff sh -c 'exit 7'"
	assert_output "C /etc/passwd"
}

# ------------------------------------------------------- no time, and no space

@test "06: a layer takes no room and no work, however much is in the root, and a copy takes both" {
	requires program strace
	own_rootfs
	calls() { # KIND - how many a start and an end make
		strace -f -qq -o "calls.$1" "$step" --net none --storage-dir "$store" --rootfs "$ROOTFS" --storage "$1" true
		wc -l <"calls.$1"
	}
	local kind whole layer
	local -A few many
	for kind in overlay copy; do few[$kind]=$(calls $kind); done
	mkdir "$ROOTFS/more"
	(cd "$ROOTFS/more" && for i in {1..1000}; do echo "$i" >"$i"; done)
	for kind in overlay copy; do many[$kind]=$(calls $kind); done
	assert [ $((many[overlay] - few[overlay])) -lt 200 ]
	assert [ $((many[copy] - few[copy])) -gt 2000 ]
	# (Not in files that several names share, nor with blocks that are shared.)
	whole=$(du -sk "$ROOTFS" | cut -f 1)
	for kind in overlay copy; do
		start --rootfs "$ROOTFS" --storage $kind sleep 100
		layer=$(du -sk "$store/layers" | cut -f 1)
		jobs_end
		eventually layered true
		case $kind in
		overlay) assert [ "$layer" -lt 100 ] ;;
		copy) assert [ "$layer" -gt $((whole / 2)) ] ;;
		esac
	done
}

# ----------------------------------------------------------------- many lowers

@test "06: --lower shows through where the root has nothing, the first above the second" {
	mkdir -p one two/deep
	echo one >one/both; echo two >two/both; echo two >two/deep/only
	run -0 layered --lower one --lower two sh -c 'cat /both /deep/only; cat /etc/hostname 2>/dev/null; ls /bin/sh'
	assert_output "$(printf 'one\ntwo\n/bin/sh')"
	run -0 layered --lower one --lower two --diff sh -c 'rm /both; rm -r /deep; touch /new'
	assert_output "$(printf 'D /both\nD /deep\nA /new')"
	assert [ -e one/both ]
	run -125 layered --storage btrfs --lower one true
	assert_line --index 0 --partial "--storage btrfs is about one directory, and here are several"
	run -125 layered --storage none --lower one true
	assert_line --index 0 --partial "--storage none is about one directory"
}

@test "06: a copy of stacked directories is what their overlay shows, whiteouts, links and attributes" {
	local all='cd /; find d e both gone open link* 2>/dev/null | sort; cat both d/f link2; stat -c "%n %a %u:%g" d d/f; stat -c "%h" link1'
	mkdir -p one/d two/d two/open two/e two/e/deep one/open
	echo upper >one/both; echo lower >two/both; echo lower >two/d/f; echo lower >two/gone; echo lower >two/open/hidden
	echo upper >one/open/seen; echo x >two/link1; ln two/link1 two/link2
	chmod 2750 one/d; chown 3:4 one/d; chmod 4755 two/d/f; ln -s nowhere two/d/symbolic; mkfifo two/d/pipe
	mknod one/gone c 0 0
	mknod one/e c 0 0
	python3 -c 'import os; os.setxattr("one/open", "trusted.overlay.opaque", b"y"); os.setxattr("two/d/f", "trusted.kept", b"yes")'
	run -0 layered --lower one --lower two sh -c "$all"
	local shown=$output
	refute_output --partial hidden
	assert_line "d/f 4755 0:0"
	run -0 layered --storage copy --layer mine --lower one --lower two sh -c "$all"
	assert_output "$shown"
	listing "$store/layers/mine/root" >copied
	run -0 grep -c trusted.kept copied
	assert_output 1
	run ! grep trusted.overlay copied
	# What it lies on does not change it any more, and is not changed by it.
	echo later >one/both
	run -0 layered --layer mine --lower one --lower two --diff sh -c 'cat /both; echo own >/both; rm /d/f'
	assert_output "upper
C /both
C /d
D /d/f"
	assert_equal "$(cat one/both two/d/f)" "later
lower"
}

@test "06: a lower directory that is not there is called that, and no root" {
	run -125 layered --lower /nosuch true
	assert_output "$(printf "06-overlay: cannot stack '/nosuch': No such file or directory\n  '/nosuch' does not exist: open(2)")"
	run -125 layered --lower /etc/passwd true
	assert_output --partial "'/etc/passwd' is not a directory"
	run -125 layered --rootfs /nosuch true
	assert_line --index 0 "06-overlay: cannot make '/nosuch' the root: No such file or directory"
	refute_left
}

@test "06: whiteouts and opaque directories of a lower layer are understood" {
	own_rootfs
	mkdir -p low/{d,open,e} "$ROOTFS"/{d,open}
	touch low/gone low/d/hidden low/open/seen low/e/x
	mknod "$ROOTFS/gone" c 0 0
	mknod "$ROOTFS/e" c 0 0
	python3 -c 'import os, sys; os.setxattr(sys.argv[1], "trusted.overlay.opaque", b"y")' "$ROOTFS/d"
	run -0 layered --rootfs "$ROOTFS" --lower low --diff sh -c 'ls -d /gone /d/* /open/* /e 2>/dev/null; true'
	assert_output /open/seen
	run -0 layered --rootfs "$ROOTFS" --lower low --diff sh -c 'touch /gone /d/hidden; mkdir /e; rm /open/seen'
	assert_output "$(printf 'C /d\nA /d/hidden\nA /e\nA /gone\nC /open\nD /open/seen')"
}

@test "06: an opaque root hides nothing, as the kernel has it, and diff tells the same" {
	own_rootfs
	mkdir low
	touch low/below
	python3 -c 'import os, sys; os.setxattr(sys.argv[1], "trusted.overlay.opaque", b"y")' "$ROOTFS"
	run -0 layered --rootfs "$ROOTFS" --lower low --diff sh -c 'ls /below; rm /below'
	assert_output "$(printf '/below\nD /below')"
}

@test "06: whiteouts that are attributes are understood where the kernel has them" {
	own_rootfs
	mkdir -p low/d "$ROOTFS/d"
	touch low/d/gone "$ROOTFS/d/gone" low/d/there
	python3 - "$ROOTFS/d" <<-'END'
		import os, sys
		os.setxattr(sys.argv[1], "trusted.overlay.opaque", b"x")
		os.setxattr(sys.argv[1] + "/gone", "trusted.overlay.whiteout", b"")
	END
	run -0 layered --rootfs "$ROOTFS" --lower low ls /d
	[ "$output" = there ] || skip "this kernel is older than 6.7"
	run -0 layered --rootfs "$ROOTFS" --lower low --diff sh -c 'touch /d/gone; rm /d/there'
	assert_output "$(printf 'C /d\nA /d/gone\nD /d/there')"
}

# old_way COMMAND... - run it as on a kernel without the newer calls for mounts.
old_way() {
	strace -f -qq -o /dev/null -e inject=fsopen:error=ENOSYS "$@"
}

@test "06: five hundred directories, more than a page of names, can be stacked; one more is refused" {
	requires program strace
	local i options=() files=()
	for i in {1..499}; do
		options+=(--lower "lower/a name that is long enough for a page $i")
		files+=("lower/a name that is long enough for a page $i/file.$i")
	done
	mkdir -p "${files[@]%/*}"
	touch "${files[@]}"
	run -0 layered "${options[@]}" sh -c 'ls -d /file.* | wc -l'
	assert_output 499
	run -0 old_way "$step" --net none --storage-dir "$store" "${options[@]}" sh -c 'ls -d /file.* | wc -l'
	assert_output 499
	ulimit -Sn 1024
	run -0 layered --storage copy "${options[@]}" sh -c 'ls -d /file.* | wc -l'
	assert_output 499
	run -125 layered "${options[@]}" --lower lower true
	assert_line --index 0 --partial "more than 500 directories"
}

@test "06: a layer on five hundred directories with long names can be kept, and gone on with" {
	local i long options=()
	long=$(printf 'n%.0s' {1..165})
	for i in {1..499}; do
		options+=(--lower "$long/$i")
	done
	eval "mkdir -p $long/{1..499}"
	touch "$long/499/deepest"
	run -0 layered "${options[@]}" --layer mine ls /deepest
	run -0 layered "${options[@]}" --layer mine ls /deepest
	run -125 layered "${options[@]:2}" --layer mine --rm true
	assert_line --index 0 "06-overlay: the layer 'mine' was made on '$ROOTFS', and on what was below it then"
	run -0 layered "${options[@]}" --layer mine --rm true
	refute_left
}

@test "06: colons, commas, backslashes, spaces and newlines in paths mean nothing" {
	requires program strace
	own_rootfs
	local odd='a:b,c\d e"f=g'$'\n''upperdir=h\:i\,j,'
	mkdir -p "$odd/store" "$odd/low"
	cp -a "$ROOTFS" "$odd/root"
	touch "$odd/low/below"
	local options=(--net none --rootfs "$odd/root" --lower "$odd/low" --storage-dir "$odd/store" --diff sh -c 'ls /below; touch /x')
	run -0 "$step" "${options[@]}"
	assert_output "$(printf '/below\nA /x')"
	run -0 old_way "$step" "${options[@]}"
	assert_output "$(printf '/below\nA /x')"
}

@test "06: the old way of mounting leaves relative names what they were" {
	requires program strace
	echo from here >note
	run -0 old_way "$step" --net none --storage-dir store --volume note:/note cat /note
	assert_output "from here"
}

# --------------------------------------------------- where a storage cannot be

@test "06: where the disk takes no upper layer, a layer is in memory, and says why it cannot be kept" {
	mkdir low up work merged
	local script='mount -t tmpfs none up; mkdir up/u up/w
		mount -t overlay -o lowerdir=low,upperdir=up/u,workdir=up/w none merged; '
	run -0 unshare --mount bash -c "$script mount --bind merged /var/lib
		'$step' --net none --diff touch /x; find merged -mindepth 1"
	assert_output "A /x"
	run -125 unshare --mount bash -c "$script mount --bind merged /var/lib; '$step' --net none --layer mine true"
	assert_line --index 0 "06-overlay: '/var/lib/vessel/layers' is on an overlay itself, which takes no upper layer"
	assert_equal "${#lines[@]}" 2
	run -125 unshare --mount bash -c "$script '$step' --net none --storage-dir merged true; code=\$?; find merged -mindepth 1; exit \$code"
	assert_line --index 1 --partial "--storage copy"
	assert_equal "${#lines[@]}" 2
	run -0 unshare --mount bash -c "$script '$step' --net none --storage-dir merged --storage copy --layer a touch /x
		'$step' --net none --storage-dir merged --layer a --rm ls /x; find merged -mindepth 1"
	assert_output /x
}

@test "06: where the system's directory cannot be written, a layer is in memory" {
	run -0 unshare --mount bash -c "mount -t tmpfs -o ro none /var/lib; '$step' --net none --diff touch /x"
	assert_output "A /x"
	run -125 unshare --mount bash -c "mount -t tmpfs -o ro none /var/lib; '$step' --net none --layer mine true"
	assert_line --index 0 "06-overlay: cannot make '/var/lib/vessel/layers' for layers: Read-only file system"
}

@test "06: a root that is an overlay is stacked, until the kernel has enough" {
	own_rootfs
	mkdir one two empty
	local script="mount -t overlay -o lowerdir='$ROOTFS':empty none one; "
	run -0 unshare --mount bash -c "$script '$step' --net none --storage-dir store --rootfs one --diff touch /x"
	assert_output "A /x"
	run -125 unshare --mount bash -c "$script mount -t overlay -o lowerdir=one:empty none two
		'$step' --net none --storage-dir store --rootfs two true"
	assert_line --index 0 --partial "cannot mount an overlay on '$PWD/two': Invalid argument"
	assert_line --index 1 --partial "too many lie on each other"
	assert_equal "${#lines[@]}" 2
	refute_left
}

@test "06: a storage that cannot work here says which, why and what to type" {
	run -125 layered --storage btrfs true
	assert_line --index 0 "06-overlay: '$BUILD/rootfs' is no Btrfs subvolume: no snapshot of it"
	assert_line --index 1 --partial "btrfs subvolume create"
	assert_equal "${#lines[@]}" 2
	run -125 layered --storage brtfs true
	assert_line --index 0 "06-overlay: '--storage brtfs': did you mean 'btrfs'?"
	run -125 layered --storage zfs9 true
	assert_line --index 0 --partial "is none of overlay, btrfs, dm, copy and none"
	run -125 layered --storage none --layer a true
	assert_line --index 0 --partial "with --storage none there is no layer"
	refute_left
}

@test "06: without a device mapper --storage dm says so" {
	run -125 unshare --mount bash -c "mount -t tmpfs none /dev; '$step' --net none --storage-dir store --storage dm true"
	assert_line --index 0 "06-overlay: cannot reach the device mapper at '/dev/mapper/control': No such file or directory"
	assert_line --index 1 --partial "--storage overlay"
	assert_equal "${#lines[@]}" 2
	refute_left
}

@test "06: a full disk is told in one line, and nothing stays on it" {
	run -125 unshare --mount bash -c "mount -t tmpfs -o size=300k none store; '$step' --net none --storage-dir store --storage copy true
		code=\$?; find store -mindepth 1; exit \$code"
	assert_line --index 0 --regexp "cannot copy '.*' for the layer: No space left on device"
	assert_line --index 1 --partial "it is a copy in memory, which has no more room"
	assert_equal "${#lines[@]}" 2
	run -125 unshare --mount bash -c "mount -t tmpfs -o nr_inodes=4 none store; '$step' --net none --storage-dir store true
		code=\$?; find store -mindepth 1; exit \$code"
	assert_line --index 0 --regexp "cannot make .*: No space left on device"
	assert_equal "${#lines[@]}" 2
	run -1 unshare --mount bash -c "mount -t tmpfs -o size=300k none store; '$step' --net none --storage-dir store dd if=/dev/zero of=/x bs=1M count=1
		code=\$?; find store -mindepth 1; exit \$code"
	assert_output --partial "No space left on device"
}

# ------------------------------------------------------------------- the copy

@test "06: a copy has all that the root has: links, holes, attributes, devices, times" {
	own_rootfs
	python3 - "$ROOTFS" <<-'END'
		import os, socket, sys
		os.chdir(sys.argv[1]); os.mkdir("odd"); os.chdir("odd")
		open("plain", "w").write("text"); os.link("plain", "again"); os.symlink("nowhere", "link")
		f = open("holes", "w"); f.truncate(8 << 20); f.seek(4 << 20); f.write("middle"); f.close()
		os.mkfifo("fifo"); os.mknod("null", 0o20600, os.makedev(1, 3)); socket.socket(socket.AF_UNIX).bind("socket")
		os.setxattr("plain", "trusted.mark", b"\0bytes\xff"); os.setxattr("link", "trusted.mark", b"on a link", follow_symlinks=False)
		os.setxattr("again", "security.capability", bytes.fromhex("0100000200040000000000000000000000000000"))
		os.chown("plain", 3, 4); os.chmod("plain", 0o6755); os.utime("plain", ns=(1, 1234567890123456789))
		os.setxattr("again", "security.capability", bytes.fromhex("0100000200040000000000000000000000000000"))
		os.mkdir("dir", 0o1777); os.utime("dir", ns=(5, 6)); open("name\nwith a line", "w")
	END
	run -0 layered --rootfs "$ROOTFS" --storage copy --layer copied true
	listing "$ROOTFS" >one
	listing "$store/layers/copied/root" >other
	run -0 diff one other
	assert [ "$(stat -c %b "$store/layers/copied/root/odd/holes")" -lt 2000 ]
	run -0 grep -c 'security.capability' other
	assert_output 2
}

@test "06: a copy of a file that is exchanged meanwhile is one or the other, and no part of both" {
	own_rootfs
	head -c 8M /dev/zero | tr '\0' a >"$ROOTFS/f"
	head -c 8M /dev/zero | tr '\0' b >"$ROOTFS/f.alt"
	chown 1000 "$ROOTFS/f"
	chmod 4755 "$ROOTFS/f.alt"
	"$ROOTFS/attacks/exchange" "$ROOTFS/f" "$ROOTFS/f.alt" 3>&- &
	local _
	for _ in {1..6}; do
		run -0 layered --rootfs "$ROOTFS" --storage copy sh -c 'for f in /f /f.alt; do echo "$(stat -c "%u %a" $f) $(head -c 1 $f)"; done'
		refute_line --regexp '^1000 .* b$'
		refute_line --regexp '^0 4755 a$'
		assert_line --regexp '^(1000 644 a|0 4755 b)$'
	done
}

@test "06: another file system mounted in the root stays out of a copy, as of an overlay" {
	own_rootfs
	touch "$ROOTFS/mnt/below"
	local kind
	for kind in overlay copy; do
		run -0 unshare --mount bash -c "mount -t tmpfs none '$ROOTFS/mnt'; touch '$ROOTFS/mnt/above'
			'$step' --net none --storage-dir store --rootfs '$ROOTFS' --storage $kind ls /mnt"
		refute_output --partial above
	done
}

@test "06: what is mounted in the root is in no list of changes" {
	own_rootfs
	mkdir host
	touch host/secret
	local kind
	for kind in overlay copy; do
		run -0 unshare --mount bash -c "mount --bind host '$ROOTFS/mnt'
			'$step' --net none --storage-dir store --rootfs '$ROOTFS' --storage $kind --diff sh -c 'ls /mnt; echo mine >/mnt/secret'"
		assert_output "$(printf 'C /mnt\nA /mnt/secret')"
		run -0 unshare --mount bash -c "mount -t tmpfs none '$ROOTFS/mnt'; touch '$ROOTFS/mnt/above'
			'$step' --net none --storage-dir store --rootfs '$ROOTFS' --storage $kind --diff true"
		refute_output
	done
	assert [ ! -s host/secret ]
}

# ------------------------------------------------------------- btrfs and dm-thin

# on_btrfs SCRIPT - with a Btrfs on ./disk, and the root as its subvolume disk/root
on_btrfs() {
	requires program mkfs.btrfs btrfs
	grep -qw btrfs /proc/filesystems || modprobe -q btrfs || skip "this kernel has no Btrfs"
	modprobe -q loop || :
	truncate -s 200M image
	mkfs.btrfs -q image
	mkdir -p disk
	run unshare --mount --propagation private bash -c "set -u
		mount -o loop image disk || exit; btrfs -q subvolume create disk/root; cp -a '$ROOTFS/.' disk/root; mkdir disk/store
		step='$step' store=disk/store
		$1" 3>&-
}

# btrfs_begin - the same for a whole test: commands go there by ${inside[@]}
btrfs_begin() {
	on_btrfs true
	unshare --mount --propagation private bash -c 'mount -o loop image disk && touch mounted && exec sleep 1000' 3>&- &
	eventually test -e mounted
	inside=(nsenter --mount --target $!)
	ROOTFS=$PWD/disk/root store=$PWD/disk/store
}
one_subvolume() { [ "$("${inside[@]}" btrfs subvolume list "$PWD/disk" | wc -l)" = 1 ]; }

@test "06: a Btrfs snapshot is a layer like the others" {
	tree
	btrfs_begin
	tells_changes btrfs
	one_subvolume
}

@test "06: subvolumes of the root are there in an overlay and in a copy, and changed by none" {
	btrfs_begin
	"${inside[@]}" bash -c 'cd "$1"; for i in one two; do
		btrfs -q subvolume create $i; echo in $i >$i/note; ln $i/note $i/again; done' bash "$ROOTFS"
	local kind
	for kind in overlay copy; do
		run -0 layered --rootfs "$ROOTFS" --storage $kind --diff sh -c 'cat /one/note /one/again /two/note /two/again'
		assert_output "$(printf 'in %s\n' one one two two)"
	done
	# A snapshot ends where the next subvolume begins.
	run -0 layered --rootfs "$ROOTFS" --storage btrfs --diff sh -c 'ls /one /two; touch /x'
	assert_output "$(printf '/one:\n\n/two:\nA /x')"
	run -0 layered --rootfs "$ROOTFS" --storage btrfs --diff rmdir /two
	assert_output "D /two"
}

@test "06: a snapshot lies beside its origin, or one line says so" {
	on_btrfs '$step --net none --storage-dir store --rootfs disk/root --storage btrfs true; echo $?; find store -mindepth 1
		mkdir disk/plain; $step --net none --storage-dir disk/store --rootfs disk/plain --storage btrfs true; echo $?'
	assert_line --index 0 --regexp "'.*' is not on the Btrfs of '.*/disk/root'"
	assert_line --index 2 125
	assert_line --index 3 --partial "is no Btrfs subvolume"
	assert_line --index 5 125
	assert_equal "${#lines[@]}" 6
}

@test "06: a snapshot goes though its guest has made subvolumes in it, or was killed" {
	btrfs_begin
	local btrfs=(layered --rootfs "$ROOTFS" --storage btrfs)
	start --rootfs "$ROOTFS" --storage btrfs sleep 100
	local nested=/proc/$guest/root/home/nested
	btrfs -q subvolume create "$nested"
	btrfs -q subvolume create "$nested/deeper"
	mkdir "$nested/d"
	touch "$nested/d/f"
	kill "$launcher"
	wait "$launcher" || :
	one_subvolume
	start --rootfs "$ROOTFS" --storage btrfs sleep 100
	kill -9 "$launcher"
	wait "$launcher" || :
	refute one_subvolume
	# shellcheck disable=SC2317 # eventually calls it
	swept() { "${btrfs[@]}" true && one_subvolume; }
	eventually swept
	refute_left
}

@test "06: a snapshot goes though its guest has made a subvolume in it that is read-only" {
	btrfs_begin
	start --rootfs "$ROOTFS" --storage btrfs sleep 100
	local nested=/proc/$guest/root/home/nested
	btrfs -q subvolume create "$nested"
	mkdir -p "$nested/d/e"
	touch "$nested/d/e/f"
	btrfs -q subvolume create "$nested/d/e/more"
	touch "$nested/d/e/more/f"
	local subvolume layer
	layer=$("${inside[@]}" find "$store/layers" -mindepth 1 -maxdepth 1)
	for subvolume in d/e/more .; do
		"${inside[@]}" btrfs property set "$layer/root/home/nested/$subvolume" ro true
	done
	run ! touch "$nested/d/e/g"
	assert_output --partial "Read-only file system"
	kill "$launcher"
	wait "$launcher" || :
	one_subvolume
	refute_left
}

@test "06: a snapshot goes though its guest has nested subvolumes deeper than files may be open" {
	btrfs_begin
	ulimit -S -n 200
	start --rootfs "$ROOTFS" --storage btrfs sleep 100
	local nested=/proc/$guest/root/home
	for _ in {1..100}; do
		btrfs -q subvolume create "$nested/s"
		mkdir "$nested/s/d"
		nested+=/s/d
	done
	kill "$launcher"
	wait "$launcher" || :
	one_subvolume
	refute_left
}

@test "06: a device that a guest leaves in a snapshot is removed, and never opened" {
	requires program strace chattr
	btrfs_begin
	run -0 layered --rootfs "$ROOTFS" --storage btrfs --layer mine true
	# (Names come in the order in which they were made: these are the first.)
	"${inside[@]}" sh -c 'cd "$1" && cp bin/busybox .. && rm -r * && mknod watchdog c 1 3 && mkdir bin && mv ../busybox bin/true && chattr +a .' \
		sh "$store/layers/mine/root"
	run -0 "${inside[@]}" strace -f -o "$PWD/calls" -e trace=openat,unlinkat \
		"$step" --net none --rootfs "$ROOTFS" --storage-dir "$store" --layer mine --rm true
	run -0 grep -c 'unlinkat.*"watchdog".*= 0' calls
	run -1 grep 'openat.*"watchdog"' calls
	one_subvolume
	refute_left
}

needs_mapper() {
	modprobe -q dm_thin_pool || :
	modprobe -q loop || :
	grep -qs device-mapper /proc/misc || skip "this kernel has no device mapper"
	requires program mke2fs
}
disks() { cat /sys/block/loop*/loop/backing_file 2>/dev/null | grep -F "$store" || :; ls -d /sys/block/dm-* 2>/dev/null || :; }

@test "06: a thin volume is a layer like the others, and leaves no device" {
	needs_mapper
	tree
	disks >before.disks
	tells_changes dm
	eventually bash -c "$(declare -f disks); store='$store'; disks | diff before.disks -"
	run -0 bash -c "ls '$store/images' | wc -l"
	assert_output 1
}

@test "06: a volume's image is made once, and again when the root has changed" {
	needs_mapper
	own_rootfs
	run -0 layered --rootfs "$ROOTFS" --storage dm --layer old ls /
	local first
	first=$(ls "$store/images")
	run -0 layered --rootfs "$ROOTFS" --storage dm true
	assert_equal "$(ls "$store/images")" "$first"
	touch "$ROOTFS/more"
	run -0 layered --rootfs "$ROOTFS" --storage dm ls /more
	assert [ "$(ls "$store/images")" != "$first" ]
	# The kept one goes on with what it was made on.
	run -1 layered --rootfs "$ROOTFS" --layer old --rm ls /more
}

@test "06: what a killed launcher leaves of a volume, the next start removes" {
	needs_mapper
	disks >before.disks
	local name
	for name in '' '--layer kept'; do
		# shellcheck disable=SC2086 # these are words
		start --storage dm $name sleep 100
		kill -9 "$launcher"
		wait "$launcher" 2>/dev/null || :
		eventually bash -c "'$step' --net none --storage-dir '$store' true; $(declare -f disks); store='$store'; disks | diff before.disks -"
	done
	run -0 layered --layer kept --rm true
	refute_left
}

@test "06: an image takes the place of the last one, and of no file that is not ours" {
	requires program mke2fs
	modprobe -q loop || :
	own_rootfs
	cat >main.c <<-'END'
		#include <fcntl.h>
		#include <stdio.h>
		#include "image.h"
		int main(int argc, char **argv) {
			static struct overlay overlay = DEFAULT_OVERLAY;
			overlay.layers = open(argv[1], O_RDONLY); overlay.layer = open(argv[2], O_RDONLY);
			overlay.lowers[overlay.lower_count++] = open(overlay.paths[0] = argv[3], O_RDONLY);
			overlay.storage_directory = argv[4];
			return image_make(&overlay) < 2048;
		}
	END
	"${CC:-cc}" -std=gnu17 -D_GNU_SOURCE -w ${SANITIZE:+-fsanitize=address,undefined} -iquote "$ROOT/common" -iquote "$ROOT/steps/06-overlay" \
		-o main main.c "$BUILD/obj/06-overlay.a" "$BUILD/obj/common.a"
	mkdir -m 700 "$store/images" "$store/layers" one two three
	touch "$store/images/"{machine.qcow2,0123456789abcdef,0123456789abcdef.iso}
	# (Not a thin volume of it: few kernels have all that this needs.)
	run -0 ./main "$store/layers" one "$ROOTFS" "$store"
	assert [ -s one/image ]
	run -0 ./main "$store/layers" two "$ROOTFS" "$store"
	assert [ one/image -ef two/image ]
	touch "$ROOTFS/more"
	run -0 ./main "$store/layers" three "$ROOTFS" "$store"
	refute [ one/image -ef three/image ]
	assert_equal "$(find "$store/images" -type f -links 2 | wc -l)" 1
	run -0 find "$store/images" -type f -links 1 -printf '%P\n'
	run -0 sort <<<"$output"
	assert_output "$(printf '%s\n' 0123456789abcdef.iso machine.qcow2)"
	# Nor is one taken from where others may have put it.
	chmod 755 "$store/images"
	rm three/image
	run -125 ./main "$store/layers" three "$ROOTFS" "$store"
	assert_line --index 0 --partial "others may enter '$store/layers/../images'"
}

# kept_from WHERE WHO - is a store refused at WHERE, because of WHO, and nothing made?
kept_from() {
	find . | sort >was
	run -125 "$step" --net none --storage-dir "$1" true
	assert_line --index 0 "06-overlay: cannot keep layers in '$1/layers': '$PWD/$2"
	assert_line --index 1 --partial "--storage-dir DIR"
	assert_equal "${#lines[@]}" 2
	find . | sort | diff was -
}

@test "06: layers are not kept where another user could put others in their place" {
	touch was
	mkdir -p alice/own open/below sticky ours/real team/below
	chown -R 4711 alice
	chmod 777 open
	chmod 1777 sticky
	chmod 775 team
	chown :4711 team
	# What she could aim at: sweeps remove, and layers are made.
	mkdir -p secret/layers/.0123456789abcdef
	chmod 700 secret secret/layers
	ln -s "$PWD/secret" alice/link
	ln -s "$PWD/secret" sticky/link
	chown -h 4711 sticky/link
	kept_from alice/link "alice' belongs to another user"
	kept_from alice/own "alice' belongs to another user"
	kept_from "$PWD/alice" "alice' belongs to another user"
	kept_from open/below "open' can be written to by others"
	kept_from open "open' can be written to by others"
	kept_from team/below "team' can be written to by others"
	kept_from sticky/link "sticky' has a link there that is another user's"
	kept_from ours/../alice/link "alice' belongs to another user"
	ln -s ../alice/link ours/link
	kept_from ours/link "alice' belongs to another user"
	run -125 env -C alice "$step" --net none --storage-dir own true
	assert_line --index 0 --partial "'$PWD/alice' belongs to another user"
	[ -d secret/layers/.0123456789abcdef ] || fail "it was swept"
	# What is ours or root's is fine, also in /tmp, and by links of ours.
	rm -r ours/link secret/layers/.*f
	ln -s real ours/link
	ln -s "$PWD/ours/./link/../link" sticky/ours
	ln -s round ours/round
	for path in sticky sticky/new/er sticky/ours ours/link//more ours/../sticky/.; do
		run -0 "$step" --net none --storage-dir "$path" true
	done
	rm was
	find . | sort | diff <(printf '%s\n' . ./alice{,/link,/own} ./open{,/below} ./ours{,/link,/real,/round} ./secret{,/layers} \
		./sticky{,/link,/ours} ./store ./team{,/below} | sort) -
	run -125 "$step" --net none --storage-dir ours/round true
	assert_line --index 0 --partial "Too many levels of symbolic links"
}

@test "06: whoever exchanges a link while it is copied has no file of the host changed" {
	requires program strace
	mkdir only
	cp "$ROOTFS/bin/busybox" only
	touch victim
	chmod 600 victim
	ln -s "$PWD/victim" only/link
	strace -qq -o /dev/null -e trace=symlinkat -e inject=symlinkat:delay_exit=3000000 \
		"$step" --net none --storage-dir "$store" --rootfs only --storage copy --layer mine /busybox true >said 2>&1 3>&- &
	eventually eval 'find "$store/layers" -name link | grep .'
	rm only/link
	touch only/link
	chmod 4777 only/link
	local code=0
	wait $! || code=$?
	assert_equal "$(stat -c %a victim)" 600
	assert_equal $code 0
	# It is a copy of what was found at first.
	assert_equal "$(readlink "$store/layers/mine/root/link")" "$PWD/victim"
}

@test "06: a sweep leaves alone what has no name of ours" {
	mkdir -m 700 "$store/layers"
	mkdir -p "$store/layers/"{.git/refs,.0123456789abcde,.0123456789abcdeF,.0123456789abcdefa,.0123456789abcdef/upper}
	run -0 layered true
	run -0 ls -A "$store/layers"
	assert_output "$(printf '%s\n' .0123456789abcde .0123456789abcdeF .0123456789abcdefa .git)"
	assert [ -d "$store/layers/.git/refs" ]
}

# -------------------------------------------------------------- what is hostile

@test "06: a setuid program in a layer is out of reach, which it is not before" {
	own_rootfs
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
	chmod 755 "$ROOTFS" "$store"
	local script='cp /bin/busybox /tmp/raise; chmod 4755 /tmp/raise'
	run -0 "$before" --rootfs "$ROOTFS" sh -c "$script"
	run -0 user test -u "$ROOTFS/tmp/raise" -a -x "$ROOTFS/tmp/raise"
	rm "$ROOTFS/tmp/raise"
	run -0 layered --rootfs "$ROOTFS" --layer mine sh -c "$script"
	run -0 test -u "$store/layers/mine/upper/tmp/raise"
	run -1 user test -e "$store/layers/mine/upper/tmp/raise"
	# Where others may enter, we do not.
	chmod 755 "$store/layers"
	run -125 layered --rootfs "$ROOTFS" --layer mine true
	assert_line --index 0 --partial "others may enter '$store/layers'"
	chmod 700 "$store/layers"
	chown 65534 "$store/layers"
	run -125 layered true
	assert_line --index 0 --partial "or it is not yours"
}

@test "06: what a guest makes to stay is removed: depth, immutable files, odd names" {
	local kind
	for kind in overlay copy; do
		start --storage $kind sh -c 'mkdir -p /0/1/2 /1/0 "/$(printf "a\nb")"; chmod 0 /0/1; mkdir /stay; touch /stay/file
			touch /done; sleep 100'
		eventually test -e "/proc/$guest/root/done"
		# Deeper than any path, and than this process may have files open.
		python3 - "/proc/$guest/root" <<-'END'
			import fcntl, os, struct, sys
			os.chdir(sys.argv[1])
			for name in "stay/file", "stay": # what chattr(1) +i does, where it can be done
			    try: fcntl.ioctl(os.open(name, os.O_RDONLY), 0x40086602, struct.pack("L", 0x10))
			    except OSError: pass
			for _ in range(1500): os.mkdir("d" * 50); os.chdir("d" * 50)
			open("end", "w")
		END
		kill "$launcher"
		wait "$launcher" || :
		refute_left
	done
}

@test "06: what somebody has mounted in a layer is not removed with it" {
	local kind
	local -A place=([overlay]=root [copy]=root/mnt)
	mkdir host
	touch host/valuable
	for kind in overlay copy; do
		run -0 layered --layer mine --storage $kind true
		run -0 unshare --mount bash -c "mount --bind host store/layers/mine/${place[$kind]}
			'$step' --net none --storage-dir store --layer mine --rm true"
		assert_line --index 0 --regexp "^06-overlay: cannot remove the layer '.*': Device or resource busy$"
		assert [ -e host/valuable ]
		# Once it is not in the way, the next start does.
		run -0 layered true
		refute_output
		refute_left
	done
}

@test "06: what a guest nests is removed where the kernel cannot move without replacing" {
	requires program strace
	own_rootfs
	mkdir -p "$ROOTFS/"{0,1,2}/{0,1}/{0,1}/d
	touch "$ROOTFS/0/file" "$ROOTFS/3"
	run -0 strace -f -qq -o /dev/null -e inject=renameat2:error=EINVAL \
		"$step" --net none --storage-dir "$store" --rootfs "$ROOTFS" --storage copy true
	refute_output
	refute_left
}

@test "06: a guest that fails half-way leaves nothing" {
	own_rootfs
	rm -rf "$ROOTFS/proc"
	ln -s /tmp "$ROOTFS/proc"
	run -125 layered --rootfs "$ROOTFS" true
	refute_left
	run -127 layered nosuch
	refute_left
	run -125 layered --layer mine --rootfs "$ROOTFS" true
	refute_left
	run -127 layered --layer mine --init nosuch
	refute_left
	run -125 layered --layer mine --volume /nosuch:/x true
	refute_left
}

@test "06: --rm throws away a kept layer that a guest has run on, and none that was refused" {
	own_rootfs
	local kind
	for kind in overlay copy; do
		run -0 layered --layer mine --storage $kind sh -c 'echo precious >/data'
		run -125 layered --layer mine --rm --rootfs "$ROOTFS" true
		run -125 layered --layer mine --rm --storage btrfs true
		run -125 layered --layer mine --rm --volume /nosuch:/x true
		run -127 layered --layer mine --rm nosuch
		run -127 layered --layer mine --rm --init nosuch
		run -0 layered --layer mine --rm cat /data
		assert_output precious
		refute_left
	done
	mkdir -m 700 "$store/layers"
	mkdir -p "$store/layers/project/thesis"
	run -125 layered --layer project --rm --storage copy true
	assert_line --index 0 "06-overlay: cannot read what the layer 'project' was made on: No such file or directory"
	assert [ -d "$store/layers/project/thesis" ]
}

@test "06: a new layer stays if its command ran, whatever code that had" {
	run -127 layered --layer mine sh -c 'echo here >/data; exit 127'
	run -0 layered --layer mine --rm cat /data
	assert_output here
}

@test "06: kill -9 at twenty moments leaves nothing after the next start" {
	local moment moments kind
	for kind in overlay copy; do
		moments layered --storage $kind true
		for moment in "${moments[@]}"; do
			"$step" --net none --storage-dir "$store" --storage $kind sleep 30 2>/dev/null 3>&- &
			sleep "$moment"
			kill -9 $!
			wait $! 2>/dev/null || :
		done
	done
	swept() { layered true && [ -z "$(left)" ]; }
	eventually swept
}

@test "06: kill -9 while a layer gets its name leaves it whole, or not at all" {
	local moment moments
	moments layered true
	for moment in "${moments[@]}"; do
		"$step" --net none --storage-dir "$store" --layer mine sleep 30 2>/dev/null 3>&- &
		sleep "$moment"
		kill -9 $!
		wait $! 2>/dev/null || :
		free() { ! in_use mine; }
		eventually free
		run -0 layered --layer mine ls /bin/sh
	done
	run -0 layered --layer mine --rm true
	refute_left
}

# copying DELAYED OPTION... - a launcher whose copy of the root takes minutes, since each call of
# one kind takes two seconds: $launcher, and its $tracer
copying() {
	env --default-signal strace -qq -o /dev/null -e "trace=$1,ioctl" -e "inject=$1:delay_enter=2000000" -e inject=ioctl:error=ENOTTY \
		"$step" --net none --storage-dir "$store" --rootfs "$ROOTFS" --storage copy true >said 2>&1 3>&- &
	tracer=$!
	eventually pgrep -P $tracer
	launcher=$(pgrep -P $tracer)
}

@test "06: who loses patience with a copy ends it, be it of many files or of a large one" {
	requires program strace
	own_rootfs
	local code
	mkdir "$ROOTFS/aaa"
	for code in {1..60}; do ln -s to "$ROOTFS/aaa/$code"; done
	copying symlinkat
	eventually eval 'find "$store/layers" -type l | grep .'
	kill -INT "$launcher"
	eventually gone "$launcher"
	code=0
	wait "$tracer" || code=$?
	assert_equal $code 130
	assert_equal "$(sed "s/'.*'/it/" said)" "06-overlay: cannot copy it for the layer: Interrupt"
	refute_left
	mkdir only
	ROOTFS=$PWD/only
	head -c 200000000 /dev/zero >only/large
	copying copy_file_range
	eventually eval 'find "$store/layers" -name large -size +10000k | grep .'
	kill "$launcher"
	eventually gone "$launcher"
	code=0
	wait "$tracer" || code=$?
	assert_equal $code 143
	assert_equal "$(cat said)" "06-overlay: cannot copy 'large' for the layer: Terminated"
	refute_left
}

@test "06: a copy that takes long says on a terminal how to end it, and whoever ignores that is spared" {
	requires program strace
	mkdir only
	touch only/{1..5}
	local code=0 tracer slow="strace -qq -o /dev/null -e trace=utimensat -e inject=utimensat:delay_enter=500000 $step"
	slow+=" --net none --storage-dir $store --rootfs only --storage copy /none"
	run -127 pty '|||||||' "$slow"
	assert_line --index 0 --partial "06-overlay: copying the root takes a while: Ctrl-C ends it"
	assert_equal "$(grep -c while <<<"$output")" 1
	(trap '' INT; exec $slow) >said 2>&1 3>&- &
	tracer=$!
	eventually eval 'find "$store/layers" -name 2 | grep .'
	kill -INT "$(pgrep -P $tracer)"
	wait $tracer || code=$?
	assert_equal $code 127
	run -0 head -n 1 said
	assert_output "06-overlay: cannot run '/none': No such file or directory"
	refute_left
}

@test "06: what is a hole before and after is not read to tell a change" {
	own_rootfs
	truncate -s 1T "$ROOTFS/holes"
	echo end >>"$ROOTFS/holes"
	# (The modes are what they were, so the contents decide.)
	run -0 timeout 60 "$step" --net none --storage-dir "$store" --rootfs "$ROOTFS" --storage copy --diff \
		sh -c 'chmod 600 /holes; chmod 644 /holes; echo more >/new'
	assert_output "A /new"
	run -0 timeout 60 "$step" --net none --storage-dir "$store" --rootfs "$ROOTFS" --storage copy --diff \
		sh -c 'touch -r /holes /dev/shm/then; echo END | dd of=/holes bs=1 seek=$((1 << 40)) conv=notrunc 2>/dev/null; touch -r /dev/shm/then /holes'
	assert_output "C /holes"
	refute_left
}

@test "06: who loses patience with a list of changes ends it, and nothing stays" {
	requires program strace
	own_rootfs
	seq 100000 >"$ROOTFS/numbers"
	strace -f -qq -o /dev/null -e trace=lseek -e inject=lseek:delay_enter=3000000:when=1 "$step" --net none \
		--storage-dir "$store" --rootfs "$ROOTFS" --storage overlay --diff sh -c 'chmod 600 /numbers; chmod 644 /numbers; touch /done; exit 3' >said 2>&1 3>&- &
	local tracer=$!
	launcher=$(eventually pgrep -P $tracer && pgrep -oP $tracer)
	comparing() { find "/proc/$(pgrep -P "$launcher" -f 06-overlay)/fd" -lname "*numbers*" | grep -q .; }
	eventually comparing
	# Where memory is short, it goes, and not who has to undo.
	assert_equal "$(cat "/proc/$(pgrep -P "$launcher" -f 06-overlay)/oom_score_adj")" 1000
	kill "$launcher"
	local code=0
	wait $tracer || code=$?
	assert_equal $code 3
	assert_equal "$(cat said)" "06-overlay: cannot list what was written: Terminated"
	refute_left
}

@test "06: Ctrl-C at any moment leaves nothing" {
	local moment moments
	moments layered true
	for moment in "${moments[@]}"; do
		env --default-signal "$step" --net none --storage-dir "$store" sleep 1000 2>/dev/null 3>&- &
		until [ "/proc/$!/exe" -ef "$step" ]; do :; done # before, the shell ignores SIGINT
		sleep "$moment"
		kill -INT $!
		wait $! || :
		[ -z "$(left)" ] || fail "after $moment: $(left)"
	done
}

@test "06: two hundred starts from four loops at once leave nothing" {
	local loop
	for loop in 1 2 3 4; do
		(for _ in {1..50}; do layered sh -c 'touch /x; ls /x' || exit; done >loop.$loop 2>&1) 3>&- &
	done
	wait
	run -0 bash -c 'cat loop.* | sort | uniq -c | tr -s " "'
	assert_output " 200 /x"
	refute_left
}

# ------------------------------------------------------------------ rootless

@test "06: with userxattr an overlay needs no root, and diff reads its notes" {
	python3 -c 'import os; open("x", "w"); os.setxattr("x", "user.mark", b"1")' 2>/dev/null ||
		skip "this file system has no attributes of users"
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
	cat >main.c <<-'END'
		#include <sched.h>
		#include <stdio.h>
		#include <stdlib.h>
		#include <sys/stat.h>
		#include <sys/wait.h>
		#include <unistd.h>
		#include <fcntl.h>
		#include "file.h"
		#include "overlay.h"
		#include "undo.h"
		int main(int argc, char **argv) {
			static struct overlay overlay = DEFAULT_OVERLAY;
			overlay.userxattr = true; overlay.storage_directory = argv[2];
			unshare(CLONE_NEWUSER | CLONE_NEWNS);
			write_at(AT_FDCWD, "/proc/self/setgroups", "deny");
			write_at(AT_FDCWD, "/proc/self/uid_map", "0 65534 1"); write_at(AT_FDCWD, "/proc/self/gid_map", "0 65534 1");
			overlay_prepare(&overlay, argv[1]);
			if (fork() == 0) { undo_forget(); unshare(CLONE_NEWNS); chdir(overlay_mount(&overlay)); _exit(system(argv[3])); }
			wait(NULL); overlay_diff(&overlay); undo_all(); return argc - 4;
		}
	END
	"${CC:-cc}" -std=gnu17 -D_GNU_SOURCE -w ${SANITIZE:+-fsanitize=address,undefined} -iquote "$ROOT/common" -iquote "$ROOT/steps/06-overlay" \
		-o main main.c "$BUILD/obj/06-overlay.a" "$BUILD/obj/common.a"
	mkdir -p root/{dir,old}
	touch root/dir/x root/file root/old/y
	chown -R 65534:65534 root "$store"
	chmod 711 .
	run -0 user ./main root "$store" 'echo new >new; rm file; rm -r dir; mkdir dir; touch dir/z; ls -d *'
	assert_output "$(printf '%s\n' dir new old 'C /dir' 'D /dir/x' 'A /dir/z' 'D /file' 'A /new')"
	refute_left
}

@test "06: still leaking: root inside is root outside" {
	own_rootfs
	run -0 layered --rootfs "$ROOTFS" --volume "$PWD:/mnt" sh -c 'cp /bin/busybox /mnt/raise; chmod 4755 /mnt/raise'
	run -0 stat -c '%u %a' raise
	assert_output "0 4755"
}
