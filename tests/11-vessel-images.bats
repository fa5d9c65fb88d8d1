#!/usr/bin/env bats
# 11-vessel-images.bats - images: pulled, imported, saved, named, removed.

load helper

# A root that is made fast: a busybox, and some things to tell layers by.
setup_file() {
	export BASE=$BATS_FILE_TMPDIR/base
	mkdir -p "$BASE"/{bin,etc,tmp}
	cp "$ROOTFS/bin/busybox" "$BASE/bin/busybox"
	ln -s busybox "$BASE/bin/sh"
	ln "$BASE/bin/busybox" "$BASE/bin/cat"
	echo base >"$BASE/etc/layer"
	tar -C "$BASE" -cf "$BATS_FILE_TMPDIR/base.tar" .
}

setup() {
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	unset SOURCE_DATE_EPOCH
	IMAGES=$VESSEL_DATA/images
	vessel=$BIN/vessel
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	local container
	for container in $("$vessel" ps -aq 2>/dev/null); do
		"$vessel" rm -f "$container" >/dev/null
	done
	jobs_end
}

# nothing_left - neither images nor what was to become one.
nothing_left() {
	run -0 bash -c "find '$IMAGES' -mindepth 2 | head -n 5"
	refute_output
}

# one_error - what a person is told of: one line, or two, the second indented.
one_error() {
	assert_equal "$status" 125
	[ "${#lines[@]}" -le 2 ] || fail "more than one message: $output"
	assert_line --index 0 --regexp '^vessel( [a-z]+)?: '
	[ "${#lines[@]}" -eq 1 ] || assert_line --index 1 --regexp '^  '
}

# tar_make FILE <<<PYTHON - a tar, by the words of Python's tarfile.
tar_make() {
	{
		cat <<-'END'
		import io, sys, tarfile
		tar = tarfile.open(sys.argv[1], "w", format=tarfile.PAX_FORMAT)
		def add(name, content=b"", **fields):
		    info = tarfile.TarInfo(name)
		    info.size = len(content)
		    info.mode = 0o644
		    for field in fields:
		        setattr(info, field, fields[field])
		    tar.addfile(info, io.BytesIO(content))
		def directory(name, **fields):
		    add(name, type=tarfile.DIRTYPE, **{"mode": 0o755, **fields})
		def link(name, to, **fields):
		    add(name, type=tarfile.SYMTYPE, linkname=to, **fields)
		def hard(name, to):
		    add(name, type=tarfile.LNKTYPE, linkname=to)
		END
		cat
		echo "tar.close()"
	} | python3 - "$1"
}

# layer_root TAR - import it, and tell where its one layer lies.
layer_root() {
	"$vessel" import "$1" x >/dev/null && echo "$IMAGES"/layers/*/root
}

# ------------------------------------------------------------------ import

@test "a tar becomes an image with a name, and a container runs on it" {
	requires root
	run -0 "$vessel" import "$BATS_FILE_TMPDIR/base.tar" mine:1
	assert_output --regexp '^sha256:[0-9a-f]{64}$'
	run -0 "$vessel" run --rm mine:1 cat /etc/layer
	assert_output base
	run -0 "$vessel" images
	assert_line --index 0 --regexp '^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$'
	assert_line --index 1 --regexp '^mine +1 +[0-9a-f]{12} +.* ago +[0-9.]+MB$'
}

@test "a directory, stdin, and tars packed by gzip, zstd, xz and bzip2 become the same layer" {
	requires root
	requires program zstd xz bzip2
	local how layer
	tar -cf - -C "$BASE" . | "$vessel" import - stdin
	for how in gzip zstd xz bzip2; do
		"$how" -c "$BATS_FILE_TMPDIR/base.tar" >"base.$how"
		"$vessel" import "base.$how" "$how"
	done
	"$vessel" import "$BASE" directory
	run -0 "$vessel" run --rm directory cat /etc/layer
	assert_output base
	for how in gzip zstd xz bzip2 stdin; do
		run -0 "$vessel" run --rm "$how" cat /etc/layer
		assert_output base
	done
	# The tars hold the same, each file is on the disk once.
	run -0 bash -c "ls '$IMAGES/layers' | wc -l"
	assert_output 2
	for layer in "$IMAGES"/layers/*/root; do
		run -0 diff -r --no-dereference "$BASE" "$layer"
	done
}

@test "what an image says is run is what docker's --change says" {
	requires root
	run -0 "$vessel" import -m "made here" -a somebody -c 'CMD ["sh", "-c", "echo $A; pwd"]' \
		-c 'ENV A="b c" D=e' -c 'WORKDIR /tmp' -c 'LABEL x=y' -c 'EXPOSE 80 53/udp' "$BASE" mine
	run -0 "$vessel" run --rm mine
	assert_output $'b c\n/tmp'
	run -0 "$vessel" save -o mine.tar mine
	run -0 skopeo inspect --config oci-archive:mine.tar
	local text
	for text in '"A=b c"' '"D=e"' '"80/tcp": {}' '"53/udp": {}' '"x": "y"' '"WorkingDir": "/tmp"' \
		'"comment": "made here"' '"author": "somebody"'; do
		assert_output --partial "$text"
	done
	run "$vessel" import -c 'FROM x' "$BASE" mine
	one_error
	assert_output --partial "'FROM x'"
	run "$vessel" import https://example.org/x.tar
	one_error
	assert_output --partial curl
}

@test "owners, modes, times, links, devices, holes and capabilities are as the tar has them" {
	requires root
	tar_make odd.tar <<-'END'
	directory("d", mode=0o2750, uid=7, gid=8, mtime=1000000000)
	add("d/setuid", b"x", mode=0o4711, uid=1234, gid=4321, mtime=1111111111)
	hard("d/other", "d/setuid")
	link("l", "/nowhere", uid=9)
	add("null", type=tarfile.CHRTYPE, devmajor=1, devminor=3, mode=0o666)
	add("pipe", type=tarfile.FIFOTYPE)
	add("cap", b"x", pax_headers={"SCHILY.xattr.security.capability": "\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"})
	add("n" * 200 + "/" + "m" * 250, b"long")
	add("\u00e4\u20ac", b"name")
	END
	truncate -s 1M hole
	tar --sparse --append -f odd.tar hole
	run -0 layer_root odd.tar
	cd "$output"
	run -0 stat -c '%n %a %u:%g %Y %h' d d/setuid d/other
	assert_line --index 0 --partial "d 2750 7:8 1000000000"
	assert_line --index 1 "d/setuid 4711 1234:4321 1111111111 2"
	assert_line --index 2 "d/other 4711 1234:4321 1111111111 2"
	run -0 stat -c '%N %u %F %t:%T' l null pipe
	assert_line --index 0 --partial "'l' -> '/nowhere' 9"
	assert_line --index 1 --partial "character special file 1:3"
	assert_line --index 2 --partial fifo
	run -0 getcap cap
	assert_output --partial cap_net_raw
	run -0 cat nnn*/mmm* 'ä€'
	assert_output longname
	assert_equal "$(stat -c '%s %b' hole)" "1048576 0"
}

@test "a directory's owners, links, holes and capabilities are in the image" {
	requires root
	mkdir -p in/d
	echo x >in/d/file
	ln in/d/file in/d/link
	chown 12:34 in/d/file
	chmod 4755 in/d/file
	setcap cap_net_raw+ep in/d/file
	truncate -s 10M in/hole
	echo end >>in/hole
	"$vessel" import in x
	cd "$IMAGES"/layers/*/root
	assert_equal "$(stat -c '%u:%g %a %h' d/file)" "12:34 4755 2"
	assert_equal "$(stat -c %i d/file)" "$(stat -c %i d/link)"
	run -0 getcap d/file
	assert_output --partial cap_net_raw
	cmp hole "$OLDPWD/in/hole"
	assert [ "$(stat -c %b hole)" -lt 100 ]
	assert [ "$(stat -c %s "$IMAGES"/blobs/* | sort -n | tail -n 1)" -lt 100000 ]
}

# ------------------------------------------------------------ hostile tars

# refuses TAR WORDS - it is told in one message that has WORDS in it, nothing of
# it is left, and the canary outside is as it was.
refuses() {
	run "$vessel" import "$1" hostile
	one_error
	assert_output --partial "$2"
	nothing_left
	assert_equal "$(cat canary)" canary
}

@test "names and links that lead out of the root are refused, or lead nowhere else" {
	requires root
	echo canary >canary
	local out=../../../../../../../../../../../..$PWD
	tar_make dots.tar <<<"add('$out/canary', b'written')"
	# Without us, it would have worked.
	python3 - dots.tar <<-'END'
	import sys, tarfile
	member = tarfile.open(sys.argv[1]).getmembers()[0]
	open(member.name, "wb").write(b"written")
	END
	assert_equal "$(cat canary)" written
	echo canary >canary
	refuses dots.tar "leads out of the root"
	tar_make inner.tar <<<"directory('a'); add('a/../../x', b'written')"
	refuses inner.tar "leads out of the root"
	tar_make hard.tar <<<"hard('mine', '$out/canary')"
	refuses hard.tar "leads out of the root"
	tar_make absolute.tar <<<"hard('mine', '$PWD/canary')"
	refuses absolute.tar "a link to"
	tar_make through.tar <<<"link('way', '/'); hard('mine', 'way$PWD/canary')"
	refuses through.tar "a link to"
	tar_make white.tar <<<"directory('a'); add('a/.wh...')"
	refuses white.tar "hides nothing"
}

@test "what goes through a link stays in the root that the link is in" {
	requires root
	echo canary >canary
	tar_make through.tar <<-END
	directory("$PWD"); link("way", "$PWD")
	directory("way/made")
	add("way/canary", b"written")
	link("up", "../../../../../..$PWD")
	add("up/canary2", b"written")
	add("$PWD/absolute", b"written")
	directory("old"); add("old/x", b"1"); link("old", "$PWD"); add("old/y", b"2")
	END
	mkdir bare
	run python3 - through.tar <<-'END' # as one who believes all of it
	import os, sys, tarfile
	os.chdir("bare")
	tarfile.open("../" + sys.argv[1]).extractall()
	END
	assert_equal "$(cat canary)" written
	rm -rf made canary2 absolute x y
	echo canary >canary
	run -0 layer_root through.tar
	assert_equal "$(cat canary)" canary
	run -0 find . -maxdepth 1 -newer through.tar -name '[mxya]*'
	refute_output
	run -0 cat "$IMAGES"/layers/*/root"$PWD"/{canary,canary2,absolute,y}
	assert_output writtenwrittenwritten2
}

@test "a tar that is cut short, damaged or none at all leaves nothing" {
	requires root
	echo canary >canary
	head -c 100000 "$BATS_FILE_TMPDIR/base.tar" >short.tar
	refuses short.tar "cut short"
	# At the end of an entry: only the zeros are missing.
	tar_make whole.tar <<<"add('a', b'x' * 512)"
	head -c 1024 whole.tar >end.tar
	refuses end.tar "it has no end"
	gzip -c "$BATS_FILE_TMPDIR/base.tar" | head -c 200000 >short.tar.gz
	refuses short.tar.gz "cannot unpack"
	gzip -c "$BATS_FILE_TMPDIR/base.tar" >bad.tar.gz
	printf '\xff\xff\xff\xff' | dd of=bad.tar.gz bs=1 seek=300000 conv=notrunc status=none
	refuses bad.tar.gz "cannot unpack"
	head -c 100000 /dev/urandom >noise
	refuses noise "cannot unpack"
	: >empty
	refuses empty "cannot unpack"
	refuses /nosuch "No such file"
	run "$vessel" run /nosuch/at/all true
	one_error
	assert_output --partial "'/nosuch' does not exist"
	refuses /dev/null "neither a file nor a directory"
}

@test "names that are too long, huge files and unknown kinds are refused in one line" {
	requires root
	echo canary >canary
	tar_make long.tar <<<"add('n' * 300, b'x')"
	refuses long.tar "File name too long"
	tar_make deep.tar <<<"add('/'.join(['d' * 200] * 30), b'x')"
	refuses deep.tar "File name too long"
	tar_make big.tar <<<"add('big', pax_headers={'GNU.sparse.major': '0', 'GNU.sparse.minor': '1', 'GNU.sparse.name': 'big', 'GNU.sparse.size': str(2 ** 62), 'GNU.sparse.map': str(2 ** 62) + ',0'})"
	refuses big.tar "cannot unpack 'big'"
	tar_make owner.tar <<<"add('x', uid=2 ** 40)"
	refuses owner.tar "user 1099511627776"
}

@test "a tar that is larger than the disk fails in one line, and makes room again" {
	requires root
	mkdir small
	mount -t tmpfs -o size=8m none small
	head -c 12M /dev/zero >zeros
	tar -czf zeros.tar.gz zeros
	VESSEL_DATA=$PWD/small/data run "$vessel" import zeros.tar.gz hostile
	local left
	left=$(find small/data/images -mindepth 2; df --output=used small | tail -n 1)
	umount small
	one_error
	assert_output --partial "No space left"
	assert [ "$left" -lt 200 ]
}

@test "the same name again replaces what was there, of whatever kind, and nothing else" {
	requires root
	tar_make twice.tar <<-'END'
	add("a", b"1"); add("a", b"2")
	directory("b"); directory("b/c"); add("b/c/d", b"1"); add("b", b"file now")
	add("c", b"1"); directory("c"); add("c/d", b"in")
	directory("e", mode=0o700); add("e/kept", b"k"); directory("e", mode=0o711)
	link("f", "a"); add("f", b"plain")
	add("g", b"g"); hard("h", "g"); add("g", b"new"); hard("h", "h")
	END
	run -0 layer_root twice.tar
	cd "$output"
	run -0 cat a b c/d e/kept f g h
	assert_output "2file nowinkplainnewg"
	assert_equal "$(stat -c %a e)" 711
	assert [ ! -L f ]
}

@test "thousands of entries are unpacked, and removed again" {
	requires root
	tar_make many.tar <<<"[add('d%d/f%d' % (i / 1000, i)) for i in range(3000)]"
	run -0 layer_root many.tar
	assert_equal "$(find "$output" | wc -l)" 3005
	run -0 "$vessel" rmi x
	nothing_left
}

@test "attributes that the host or an overlay would obey are not taken from a tar" {
	requires root
	tar_make notes.tar <<-'END'
	x = "SCHILY.xattr."
	directory("d", pax_headers={x + "trusted.overlay.opaque": "y", x + "user.overlay.opaque": "y",
	    x + "trusted.overlay.redirect": "/etc", x + "user.kept": "1"})
	add("f", b"x", pax_headers={x + "security.selinux": "evil", x + "security.ima": "evil",
	    x + "user.overlay.metacopy": "", x + "trusted.x": "1"})
	END
	run -0 layer_root notes.tar
	run -0 getfattr -d -m - "$output/d" "$output/f"
	assert_output --partial 'user.kept="1"'
	refute_output --regexp 'overlay|trusted|selinux|ima'
}
