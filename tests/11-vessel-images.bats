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
		"$vessel" import -m "$how" "base.$how" "$how"
	done
	"$vessel" import -m directory "$BASE" directory
	run -0 "$vessel" run --rm directory cat /etc/layer
	assert_output base
	# What images do not have is packed again.
	run -0 bash -c "jq -r '.layers[0].mediaType | split(\".\")[-1]' '$IMAGES'/ids/* | sort | xargs"
	assert_output "tar tar tar+gzip tar+gzip tar+gzip tar+zstd"
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
	requires program getcap
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
	umask 077
	run -0 layer_root odd.tar
	cd "$output"
	assert_equal "$(stat -c %a nnn*)" 755 # which is in no entry
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
	requires program getcap setcap
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

@test "a list of images that is a hole without end, a device or a pipe, is not read" {
	requires root
	echo '{"imageLayoutVersion":"1.0.0"}' >oci-layout
	truncate -s 600M manifest.json index.json
	tar -S -cf docker.tar manifest.json
	tar -S -cf layout.tar oci-layout index.json
	tar_make device.tar <<<"add('manifest.json', type=tarfile.CHRTYPE, devmajor=1, devminor=5)"
	tar_make pipe.tar <<<"add('manifest.json', type=tarfile.FIFOTYPE)" # who opens it waits
	cat >peak.py <<-'END'
	import resource, subprocess, sys
	command = subprocess.Popen(sys.argv[1:])
	try:
	    code = command.wait(60)
	finally:
	    command.kill()
	print("KiB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	sys.exit(code)
	END
	local tar
	for tar in docker layout device pipe; do
		# /dev/zero has no end: what reads it is to find one.
		[ $tar != device ] || grep -q __asan_init "$vessel" || ulimit -v 2000000
		run python3 peak.py "$vessel" import $tar.tar $tar
		assert_equal "$tar $status" "$tar $([ $tar = layout ] && echo 125 || echo 0)"
		[ "${output##*KiB }" -lt 300000 ] || fail "$tar: $output"
	done
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
	refuses short.tar "cannot unpack 'bin/"
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
	refuses /nosuch/at/all "'/nosuch' does not exist"
	run "$vessel" run /nosuch/at/all true
	one_error
	assert_output --partial "'/nosuch' does not exist"
	refuses /dev/null "neither a file nor a directory"
}

@test "names that are too long, files that are too large and owners that cannot be are refused in one line" {
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
	ulimit -n 200 # none of them is kept open
	run -0 layer_root many.tar
	assert_equal "$(find "$output" | wc -l)" 3004
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
	run -0 python3 -c 'import os, sys; print([os.listxattr(name) for name in sys.argv[1:]])' "$output/d" "$output/f"
	assert_output --partial "user.kept"
	refute_output --regexp 'overlay|trusted|selinux|ima'
}

# --------------------------------------------------------------- registries

# layout_make - an OCI layout "lay" whose image "one" has three layers, made by
# umoci: what the second adds is changed and deleted by the third.
layout_make() {
	requires program umoci skopeo
	umoci init --layout lay
	umoci new --image lay:one
	mkdir -p empty second third
	cp -a "$BASE"/. empty
	mkdir -p empty/dir/sub empty/opaque
	echo 1 >empty/dir/sub/file
	echo 1 >empty/opaque/hidden
	echo 1 >empty/gone
	umoci insert --image lay:one empty /
	mkdir -p second/dir/sub second/later
	echo 2 >second/dir/sub/file
	echo 2 >second/dir/two
	umoci insert --image lay:one second /
	umoci insert --image lay:one --whiteout /gone
	echo 3 >third/new
	umoci insert --image lay:one --opaque third /opaque
	umoci config --image lay:one --config.cmd /bin/sh --config.cmd -c --config.cmd "cat /dir/sub/file; ls / /opaque"
} >/dev/null

# layers_make TAR... - an OCI layout "lay" of one image with these layers.
layers_make() {
	python3 - "$@" <<-'END'
	import hashlib, json, os, sys
	os.makedirs("lay/blobs/sha256", exist_ok=True)
	def blob(data, kind):
	    digest = hashlib.sha256(data).hexdigest()
	    open("lay/blobs/sha256/" + digest, "wb").write(data)
	    return {"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + digest, "size": len(data)}
	layers = [blob(open(name, "rb").read(), "layer.v1.tar") for name in sys.argv[1:]]
	config = blob(json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs":
	    {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]}}).encode(), "config.v1+json")
	manifest = blob(json.dumps({"schemaVersion": 2, "config": config, "layers": layers}).encode(), "manifest.v1+json")
	json.dump({"schemaVersion": 2, "manifests": [manifest]}, open("lay/index.json", "w"))
	json.dump({"imageLayoutVersion": "1.0.0"}, open("lay/oci-layout", "w"))
	END
}

push() { # NAME...
	local name
	for name; do
		skopeo copy -q --dest-tls-verify=false oci:lay:one "docker://localhost:$PORT/$name"
	done
}

@test "an image is pulled from a registry on this machine, and run, by tag and by digest" {
	requires root
	registry_start
	layout_make
	push one:1
	run -0 "$vessel" pull "localhost:$PORT/one:1"
	assert_line --index 0 "Status: Downloaded newer image for localhost:$PORT/one:1"
	assert_line --index 1 "localhost:$PORT/one:1"
	run -0 "$vessel" run --rm "localhost:$PORT/one:1"
	assert_line --index 0 2
	refute_line gone
	refute_line hidden
	assert_line new
	run -0 "$vessel" pull "127.0.0.1:$PORT/one:1"
	assert_output --partial "Downloaded newer"
	: >registry.log
	run -0 "$vessel" pull "127.0.0.1:$PORT/one:1"
	assert_output --partial "Image is up to date"
	run -1 grep -a '/v2/one/blobs/' registry.log
	run -0 "$vessel" pull -q "localhost:$PORT/one:1"
	assert_output "localhost:$PORT/one:1"
	local digest
	digest=$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://localhost:$PORT/one:1")
	"$vessel" rmi -f "localhost:$PORT/one:1" "127.0.0.1:$PORT/one:1"
	nothing_left
	# What is not here is pulled by run, and a line says so.
	run -0 --separate-stderr "$vessel" run --rm "localhost:$PORT/one@$digest" cat /dir/two
	assert_output 2
	# shellcheck disable=SC2154 # bats sets it
	assert_equal "$stderr" "vessel: unable to find image 'localhost:$PORT/one@$digest' locally: pulling it"
	run "$vessel" run --pull never --rm "localhost:$PORT/other" true
	one_error
	assert_output --partial "no such image"
}

@test "layers that images have in common are on the disk once, and come once" {
	requires root
	registry_start
	layout_make
	push one:1
	umoci insert --image lay:one second /elsewhere
	push one:2
	"$vessel" pull -q "localhost:$PORT/one:1"
	local before
	before=$(ls "$IMAGES/layers")
	: >registry.log
	"$vessel" pull -q "localhost:$PORT/one:2"
	run -0 ls "$IMAGES/layers"
	assert_equal "${#lines[@]}" $(($(wc -l <<<"$before") + 1))
	# Of the layers, the registry was asked for the new one alone.
	run grep -cE '"GET /v2/one/blobs/sha256:[0-9a-f]+ HTTP[^"]*" 200' registry.log
	assert_output 2
	run -0 bash -c "'$vessel' images --json | jq -c 'sort_by(.names)[] | [.shared > 1000000, .size > .shared]'"
	assert_output $'[true,false]\n[true,true]'
	"$vessel" rmi "localhost:$PORT/one:2"
	assert_equal "$(ls "$IMAGES/layers")" "$before"
	run -0 "$vessel" run --rm "localhost:$PORT/one:1" cat /dir/two
	assert_output 2
}

@test "whiteouts over three layers hide what is below, and only that" {
	requires root
	local i text
	tar_make 1.tar <<-'END'
	directory("a"); add("a/1", b"1"); add("a/2", b"1"); add("b", b"1"); add("c", b"1")
	directory("o"); add("o/1", b"1"); directory("p"); add("p/1", b"1"); directory("q"); add("q/1", b"1")
	END
	tar_make 2.tar <<-'END'
	directory("a"); add("a/.wh.1"); add(".wh.b"); directory("o"); add("o/2", b"2"); add("o/.wh..wh..opq")
	add(".wh.p"); directory("p"); add("p/2", b"2"); directory("q"); add("q/2", b"2"); add(".wh.q")
	END
	tar_make 3.tar <<-'END'
	add("b", b"3"); add(".wh.c"); add("a/.wh.2"); add("a/3", b"3"); directory("o"); add("o/3", b"3")
	END
	layers_make 1.tar 2.tar 3.tar
	run -0 "$vessel" import lay x
	mkdir root
	# What a container sees, without one: it needs no program in the image.
	run -0 "$vessel" create --name looked x none
	local below
	below=$(jq -r '.layers | join(":")' "$VESSEL_DATA"/containers/*/config.json)
	mount -t overlay -o "ro,lowerdir=$below" none root
	text=$(cd root && find . -type f -printf '%P=' -exec cat {} \; -printf '\n' | sort)
	umount root
	assert_equal "$text" $'a/3=3\nb=3\no/2=2\no/3=3\np/2=2\nq/2=2'
}

@test "of many who pull one image at once, one does, and the others have it" {
	requires root
	registry_start
	layout_make
	push one:1
	: >registry.log
	local i pids=()
	for i in 1 2 3 4; do
		"$vessel" pull -q "localhost:$PORT/one:1" >"out.$i" 2>"err.$i" 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i" || fail "$(cat err.*)"
	done
	assert_equal "$(sort -u out.*)" "localhost:$PORT/one:1"
	run -0 grep -cE '"GET /v2/one/blobs/sha256:[0-9a-f]+ HTTP[^"]*" 200' registry.log
	assert_output "$(find "$IMAGES/blobs" -type f | wc -l)"
	# (How many had to wait is chance.)
	run -0 bash -c "cat err.* | sort -u"
	[ -z "$output" ] || assert_output "vessel: cannot pull 'localhost:$PORT/one:1' yet: somebody does, and we wait"
}

# turned NAME@DIGEST - somebody has the turn for that image, and tells his pid
turned() {
	python3 -c 'import fcntl, hashlib, struct, sys, time
f = open(sys.argv[1], "a+")
fcntl.fcntl(f, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, int(hashlib.sha256(sys.argv[2].encode()).hexdigest()[:15], 16), 1, 0))
print("has it", flush=True)
time.sleep(1000)' "$IMAGES/turns" "$1" >turned 2>&1 3>&- &
	HOLDER=$!
	eventually grep -q "has it" turned
}

@test "who waits for another one's pull says so, is ended by Ctrl-C, and goes on when that one is dead" {
	requires root
	registry_start
	layout_make
	push one:1
	"$vessel" images >/dev/null
	(umask 077 && mkdir -p "$IMAGES")
	turned "localhost:$PORT/one@$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://localhost:$PORT/one:1")"
	env --default-signal "$vessel" pull "localhost:$PORT/one:1" >out 2>&1 3>&- &
	local pid=$!
	eventually grep -q "yet: somebody does, and we wait" out
	kill -INT $pid
	wait $pid && fail "it went on" || assert_equal $? 130
	"$vessel" pull -q "localhost:$PORT/one:1" >out 2>&1 3>&- &
	pid=$!
	eventually grep -q "yet: somebody does, and we wait" out
	kill -9 $HOLDER
	wait $pid
	run -0 tail -n 1 out
	assert_output "localhost:$PORT/one:1"
}

# liar_start - a registry of our own on 127.0.0.1:$PORT. Of "good" it says the
# truth; what it does with other names is what they say. Layers hold a file.
liar_start() {
	requires program skopeo
	cat >liar.py <<-'END'
	import gzip, hashlib, http.server, io, json, sys, tarfile
	def tar(content):
	    out = io.BytesIO()
	    archive = tarfile.open(fileobj=out, mode="w")
	    info = tarfile.TarInfo("file"); info.size = len(content)
	    archive.addfile(info, io.BytesIO(content)); archive.close()
	    return out.getvalue()
	def digest(data): return "sha256:" + hashlib.sha256(data).hexdigest()
	plain = tar(b"x" * 100000); layer = gzip.compress(plain, mtime=0)
	other = gzip.compress(tar(b"y" * 100000), mtime=0)
	O = "application/vnd.oci.image."
	def config(diff_ids): return json.dumps({"architecture": "amd64", "os": "linux", "config": {},
	    "rootfs": {"type": "layers", "diff_ids": diff_ids}}).encode()
	def manifest(config, layers): return json.dumps({"schemaVersion": 2, "mediaType": O + "manifest.v1+json",
	    "config": {"mediaType": O + "config.v1+json", "digest": digest(config), "size": len(config)},
	    "layers": layers}).encode()
	def row(data, size=None): return {"mediaType": O + "layer.v1.tar+gzip", "digest": digest(data),
	    "size": len(data) if size is None else size}
	good = config([digest(plain)])
	class Liar(http.server.BaseHTTPRequestHandler):
	    protocol_version = "HTTP/1.1"
	    def log_message(self, *words): pass
	    def answer(self, data, kind="application/octet-stream", length=None):
	        self.send_response(200)
	        self.send_header("Content-Type", kind)
	        self.send_header("Content-Length", str(len(data) if length is None else length))
	        self.end_headers()
	        if self.command == "GET": self.wfile.write(data)
	        if length: self.close_connection = True
	    def do_HEAD(self): self.do_GET()
	    def do_GET(self):
	        if self.path == "/v2/": return self.answer(b"{}", "application/json")
	        name, what, key = self.path[4:].split("/")
	        mine = {"tar": config([digest(tar(b"z"))]), "count": config([])}.get(name, good)
	        rows = [row(layer, 5 if name == "size" else None)]
	        text = {"json": b"<html>", "schema": b'{"schemaVersion": 1}'}.get(name, manifest(mine, rows))
	        if what == "manifests":
	            if name == "missing": return self.send_error(404)
	            if name == "hangup": self.close_connection = True; return
	            if name == "swap" and key.startswith("sha256:"): text += b" "
	            if name == "arch":
	                text = json.dumps({"schemaVersion": 2, "mediaType": O + "index.v1+json", "manifests": [
	                    {"mediaType": O + "manifest.v1+json", "digest": digest(text), "size": len(text),
	                     "platform": {"os": "linux", "architecture": "vax"}}]}).encode()
	                return self.answer(text, O + "index.v1+json")
	            return self.answer(text, O + "manifest.v1+json")
	        if key == digest(mine): return self.answer(b"{}" if name == "config" else mine)
	        if name == "blob": return self.answer(other)
	        if name == "short": return self.answer(layer[:50], length=len(layer))
	        if name == "gone": return self.send_error(404)
	        if name == "slow":
	            self.answer(layer[:50], length=len(layer)); self.wfile.flush()
	            import time; time.sleep(1000)
	        self.answer(layer)
	server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
	print(server.server_address[1], flush=True)
	server.serve_forever()
	END
	python3 liar.py >liar.port 2>liar.log 3>&- &
	eventually test -s liar.port
	PORT=$(cat liar.port)
}

@test "a registry that lies, breaks off or is not there is told of in one line, and nothing is left" {
	requires root
	liar_start
	run -0 "$vessel" pull -q "localhost:$PORT/good"
	"$vessel" rmi "localhost:$PORT/good"
	local name words
	while read -r name words; do
		run "$vessel" pull "localhost:$PORT/$name"
		one_error
		assert_output --partial "$words"
		assert_output --partial "$name"
		nothing_left
	done <<-END
	blob match
	short EOF
	size not what it is said to be
	config config blob
	tar another tar than its image says
	count another number of layers
	json it is no JSON
	schema version 2
	arch linux/
	missing 404
	hangup EOF
	gone 404
	END
	run "$vessel" pull "localhost:$PORT/swap@sha256:$(printf '0%.0s' {1..64})"
	one_error
	assert_output --partial digest
	run "$vessel" pull localhost:1/x
	one_error
	assert_output --partial "connection refused"
	assert_line --index 1 --partial "does the registry run"
	run "$vessel" pull nosuch.invalid/x
	one_error
	assert_output --regexp "no such host|connect this machine"
	nothing_left
}

@test "what skopeo lets through is seen by us: its digests are verified once more" {
	requires root
	liar_start
	local real
	real=$(command -v skopeo)
	mkdir bin
	# A skopeo that is deceived. (Byte 9 of a gzip tells on what system it ran.)
	cat >bin/skopeo <<-END
	#!/bin/bash
	[ "\$1" = copy ] || exec $real "\$@"
	$real "\$@" || exit
	target=\${*: -1}
	target=\${target#oci:}
	cd "\${target%:image}" || exit
	config=\$(grep -l rootfs blobs/sha256/*)
	layer=\$(grep -LE 'rootfs|schemaVersion' blobs/sha256/*)
	case \$HOW in
	flip) printf x | dd of=\$layer bs=1 seek=9 conv=notrunc status=none ;;
	longer) echo >>\$layer ;;
	config) sed -i s/linux/minix/ \$config ;;
	link) rm \$layer; ln -s /etc/hostname \$layer ;;
	less) rm \$layer ;;
	index) echo '{"schemaVersion":2,"manifests":[]}' >index.json ;;
	esac
	END
	chmod +x bin/skopeo
	local how words
	HOW=none PATH=$PWD/bin:$PATH run -0 "$vessel" pull -q "localhost:$PORT/good"
	"$vessel" rmi "localhost:$PORT/good"
	while read -r how words; do
		HOW=$how PATH=$PWD/bin:$PATH run "$vessel" pull "localhost:$PORT/good"
		one_error
		assert_output --partial "$words"
		nothing_left
	done <<-END
	flip is not what it is said to be
	longer is not what it is said to be
	config a part of it has another digest
	link a part of it is missing
	less a part of it is missing
	index nothing has come of it
	END
}

@test "a pull that is killed leaves nothing to be seen, and the next command nothing at all" {
	requires root
	liar_start
	"$vessel" pull -q "localhost:$PORT/slow" 3>&- &
	local pulling=$!
	eventually bash -c "[ \"\$(find '$IMAGES/new' -type f | wc -l)\" -gt 0 ]"
	# Another one does not take it for dead.
	"$vessel" pull -q "localhost:$PORT/good"
	run -0 bash -c "ls '$IMAGES/new' | wc -l"
	assert_output 1
	kill -9 $pulling
	wait $pulling || :
	run -0 "$vessel" images
	assert_equal "${#lines[@]}" 2
	eventually bash -c "! pgrep -f '[s]kopeo copy.*$IMAGES'"
	run -0 "$vessel" gc
	assert_output --partial "what was left of an image"
	"$vessel" rmi "localhost:$PORT/good"
	nothing_left
}

@test "a pull that is interrupted ends at once, and leaves nothing" {
	requires root
	liar_start
	"$vessel" pull -q "localhost:$PORT/slow" 3>&- &
	local pulling=$! code=0
	eventually bash -c "[ \"\$(find '$IMAGES/new' -type f | wc -l)\" -gt 0 ]"
	kill -TERM $pulling
	wait $pulling || code=$?
	assert_equal $code 143
	nothing_left
}

@test "twenty moments at which an import is killed leave an image or none" {
	requires root
	local moment moments id
	fresh() { "$vessel" import "$BATS_FILE_TMPDIR/base.tar" x; }
	moments fresh
	"$vessel" rmi -f x
	for moment in "${moments[@]}"; do
		"$vessel" import "$BATS_FILE_TMPDIR/base.tar" x >/dev/null 2>&1 3>&- &
		sleep "$moment"
		kill -9 $! 2>/dev/null || :
		wait $! || :
		for id in $("$vessel" images -q); do
			run -0 cat "$IMAGES"/layers/*/root/etc/layer
			assert_output base
			"$vessel" save -o saved "$id"
			"$vessel" rmi -f "$id"
		done
	done
	eventually bash -c "'$vessel' gc && [ -z \"\$(find '$IMAGES' -mindepth 2)\" ]"
}

@test "pulls, imports, lists and removals beside each other all succeed" {
	requires root
	liar_start
	local i job jobs=() pull="localhost:$PORT/good"
	for i in 1 2 3; do
		"$vessel" pull -q "$pull" >/dev/null 3>&- &
		jobs+=($!)
		"$vessel" import "$BATS_FILE_TMPDIR/base.tar" "x:$i" >/dev/null 3>&- &
		jobs+=($!)
		for _ in 1 2 3; do "$vessel" images >/dev/null && "$vessel" gc >/dev/null; done 3>&- &
		jobs+=($!)
		{ "$vessel" import "$BASE" "y:$i" && "$vessel" rmi "y:$i"; } >/dev/null 3>&- &
		jobs+=($!)
	done
	for job in "${jobs[@]}"; do wait "$job"; done
	run -0 "$vessel" images
	assert_equal "${#lines[@]}" 5
	for i in 1 2 3; do
		run -0 "$vessel" run --rm "x:$i" cat /etc/layer
		assert_output base
	done
	"$vessel" rmi "$pull" x:1 x:2 x:3
	nothing_left
}

# ------------------------------------------------------------ commit and save

@test "what a container has written becomes a layer on its image's, deletions too" {
	requires root
	"$vessel" import "$BASE" base >/dev/null
	"$vessel" run --name writer -e A=set base sh -c \
		'rm /etc/layer; mkdir -p /new/dir; echo made >/new/dir/file; ln -s dir /new/link
		chown 5:6 /new/dir/file; rm -r /tmp; mkdir /tmp; cd /new && umask 0 && mknod pipe p'
	run -0 "$vessel" commit -m "it wrote" -c 'CMD echo $A; cat /new/link/file; ls -l /new/dir; ls /etc /tmp' writer made:1
	assert_output --regexp '^sha256:'
	run -0 "$vessel" run --rm made:1
	assert_line --index 0 set
	assert_line --index 1 made
	assert_output --regexp ' 5 +6 '
	refute_line layer
	run -0 "$vessel" images --json
	run -0 jq -c 'sort_by(.names)[] | [.names[0], .layers]' <<<"$output"
	assert_output $'["base:latest",1]\n["made:1",2]'
	# And as others read it.
	run -0 bash -c "for blob in '$IMAGES'/blobs/*; do tar -tf \$blob 2>/dev/null; done | grep .wh. | sort | xargs"
	assert_output "etc/.wh.layer tmp/.wh..wh..opq"
	# The image goes, and the layer that both have stays.
	"$vessel" rm writer
	"$vessel" rmi base
	run -0 "$vessel" run --rm made:1 cat /new/dir/file
	assert_output made
	run "$vessel" commit nosuch
	one_error
}

@test "a container of a directory, and one of another storage, become images as well" {
	requires root
	"$vessel" run --name plain "$BASE" sh -c 'echo 1 >/written; rm /etc/layer'
	"$vessel" commit plain plain >/dev/null
	run -0 "$vessel" run --rm plain sh -c 'cat /written; ls /etc; id -u'
	assert_line 1
	refute_line layer
	assert [ -e "$BASE/etc/layer" ]
	"$vessel" run --storage copy --name copied "$BASE" sh -c 'echo 2 >/more; chown 7 / /more; rm /etc/layer'
	"$vessel" commit copied copied >/dev/null
	run -0 "$vessel" run --rm copied sh -c 'cat /more; stat -c %u / /more /bin/busybox | xargs; ls /etc'
	assert_line --index 0 2
	assert_line --index 1 "7 7 0"
	refute_line layer
	run -0 "$vessel" create --name never --storage none "$BASE" cat
	run "$vessel" commit never x
	one_error
	assert_output --partial "no layer"
	# On a disk, as of --storage dm, it is no tree of files.
	touch "$VESSEL_DATA/layers/$("$vessel" inspect copied | jq -r '.[0].id')/image"
	run "$vessel" commit copied x
	one_error
	assert_output --partial "no layer"
	# A directory is one's own to write to, an image is everybody's.
	run "$vessel" run --rm --storage none plain touch /mine
	one_error
	assert_output --partial "'plain' is an image"
	run -0 "$vessel" run --rm plain sh -c 'ls /mine 2>/dev/null || echo clean'
	assert_output clean
}

@test "of an image of several layers, a copy shows what their overlay does, and becomes an image" {
	local all='ls -R /dir /opaque /e; cat /two; stat -c "%n %a %u:%g" /two /dir /opaque /e'
	"$vessel" import "$BASE" base >/dev/null
	"$vessel" run --name a base sh -c 'echo two >/two; mkdir /dir /opaque /e; touch /dir/old /opaque/hidden /e/e'
	"$vessel" commit a second >/dev/null
	"$vessel" run --name b second sh -c 'rm -r /opaque /dir/old /e; mkdir /opaque; touch /opaque/seen /dir/new /e'
	"$vessel" commit b third >/dev/null
	run -0 "$vessel" run --rm third sh -c "$all"
	local shown=$output
	assert_line seen
	refute_line --regexp '^(old|hidden|e)$'
	run -0 "$vessel" run --name c --storage copy third sh -c "$all; rm /two"
	assert_output "$shown"
	run -0 "$vessel" diff c
	assert_output "D /two"
	"$vessel" commit c fourth >/dev/null
	run -0 "$vessel" run --rm --entrypoint "" fourth sh -c 'ls /two /dir/old 2>/dev/null; ls /opaque'
	assert_output seen
}

@test "a container that runs stands still while it is committed, and goes on" {
	requires root
	"$vessel" import "$BASE" base >/dev/null
	"$vessel" run -d --name busy base sh -c 'i=0; while :; do i=$((i + 1)); echo $i >/count.new; mv /count.new /count; done' >/dev/null
	eventually "$vessel" exec busy cat /count
	"$vessel" commit busy busy >/dev/null
	run -0 "$vessel" run --rm busy sh -c 'cat /count'
	assert_output --regexp '^[0-9]+$'
	run -0 "$vessel" ps
	assert_output --partial "Up "
	refute_output --partial Paused
	run -0 bash -c '"$0" events --since 1h --until 0s --json | jq -r "select(.name == \"busy\").action" | xargs' "$vessel"
	assert_output "create start pause unpause"
	"$vessel" rm -f busy
}

@test "a commit and a save that fill the disk say so, and leave nothing" {
	requires root
	# shellcheck disable=SC2016 # it is the inner shell's
	run unshare -m bash -c '
		mkdir -p "$VESSEL_DATA" && mount -t tmpfs -o size=64m,mode=700 full "$VESSEL_DATA" || exit 1 # no other disk
		"$0" import "$1" base >/dev/null
		"$0" run --name c --userns host --net none base sh -c "head -c 12m /dev/urandom >/big"
		dd if=/dev/zero of="$VESSEL_DATA/filler" bs=1M count=$(($(df --output=avail -m "$VESSEL_DATA" | tail -n 1) - 10)) 2>/dev/null
		find "$VESSEL_DATA" | sort >before
		"$0" commit c two; echo "code $?"; find "$VESSEL_DATA" | sort | diff before - && echo same
		"$0" save -o "$VESSEL_DATA/saved" base; echo "code $?"; find "$VESSEL_DATA" | sort | diff before - && echo same
		"$0" save base >/dev/full; echo "code $?"' "$vessel" "$ROOTFS"
	local cure="  the disk is full: see 'df': write(2)"
	assert_output "vessel: cannot pack 'big': Write error: No space left on device
$cure
code 125
same
vessel: cannot save to '$VESSEL_DATA/saved': Write error: No space left on device
$cure
code 125
same
vessel: cannot save to '-': Write error: No space left on device
$cure
code 125"
}

@test "a file that becomes a device while a container is committed is not read as one" {
	requires root
	"$vessel" import "$ROOTFS" base >/dev/null
	"$vessel" run -d --name busy --userns host --net none base sh -c '
		for i in 1 2 3 4; do
			head -c 4096 /dev/zero | tr "\0" A >/file$i
			mknod /zero$i c 1 5
			/attacks/exchange /file$i /zero$i &
		done; echo begun >/begun; wait' >/dev/null
	eventually "$vessel" exec busy test -e /begun
	local _
	for _ in {1..12}; do
		"$vessel" commit --no-pause busy busy >/dev/null
		run -0 "$vessel" run --rm --net none busy sh -c 'find / -xdev -type f \( -name "file?" -o -name "zero?" \) -exec cat {} + | tr -d A | wc -c'
		assert_output 0
	done
	"$vessel" rm -f busy
}

@test "what save has written is read by skopeo, umoci and import, and is the same again" {
	requires root
	requires program skopeo umoci
	"$vessel" import -c 'CMD ["cat", "/etc/layer"]' "$BATS_FILE_TMPDIR/base.tar" a:1 >/dev/null
	"$vessel" run --name more a:1 sh -c 'echo more >/etc/layer; rm -r /tmp'
	"$vessel" commit -c 'CMD ["cat", "/etc/layer"]' more b:2 >/dev/null
	"$vessel" rm more
	"$vessel" save -o both.tar a:1 b:2
	"$vessel" save a:1 b:2 | cmp - both.tar
	run -0 skopeo inspect --format '{{len .Layers}}' oci-archive:both.tar:b:2
	assert_output 2
	run -0 bash -c 'tar -tf both.tar | sort | uniq -d'
	refute_output
	mkdir lay
	tar -C lay -xf both.tar
	run -0 jq -r '.manifests[].annotations["io.containerd.image.name"]' lay/index.json
	assert_output $'docker.io/library/a:1\ndocker.io/library/b:2'
	umoci unpack --image lay:b:2 bundle >/dev/null
	run -0 cat bundle/rootfs/etc/layer
	assert_output more
	assert [ ! -e bundle/rootfs/tmp ]
	local ids
	ids=$("$vessel" images -q --no-trunc | sort)
	"$vessel" rmi a:1 b:2
	nothing_left
	run -0 "$vessel" import both.tar
	assert_equal "$(sort <<<"$output")" "$ids"
	run -0 "$vessel" run --rm b:2
	assert_output more
	"$vessel" save a:1 b:2 | cmp - both.tar
	# As docker saves: an archive of its own kind.
	skopeo copy -q oci-archive:both.tar:b:2 docker-archive:docker.tar:c:3
	"$vessel" import docker.tar
	run -0 "$vessel" run --rm c:3
	assert_output more
	# What is no name in somebody's list names nothing.
	mkdir odd
	tar -C odd -xf docker.tar
	jq -c '.[0].RepoTags = [null, "d:4"]' odd/manifest.json >list
	mv list odd/manifest.json
	(cd odd && tar --transform 's|^./||' -cf ../odd.tar ./*)
	run -0 "$vessel" import odd.tar
	run -0 "$vessel" run --rm d:4
	assert_output more
	# Straight from the files, without a name.
	run -0 "$vessel" run --rm ./lay:b:2
	assert_output more
	run -0 "$vessel" run --rm ./docker.tar
	assert_output more
	run "$vessel" save a:1 nosuch
	one_error
	run "$vessel" save -o /nosuch/x a:1
	one_error
	run -0 "$vessel" save -o /dev/null a:1
	assert [ -c /dev/null ]
}

# ------------------------------------------------------- names, and removal

@test "names are read as docker reads them, and what is none is told of" {
	requires root
	"$vessel" import "$BATS_FILE_TMPDIR/base.tar" first >/dev/null
	local name
	for name in x x:1 me/x docker.io/x docker.io/library/y index.docker.io/me/y localhost/x localhost:5000/a/b-c.d__e:T.1-_; do
		"$vessel" tag first "$name"
	done
	run -0 bash -c "'$vessel' images --json | jq -r '.[].names[]' | sort | xargs"
	assert_output "first:latest localhost/x:latest localhost:5000/a/b-c.d__e:T.1-_ me/x:latest me/y:latest x:1 x:latest y:latest"
	for name in X "x y" x: -x ./../x_ x:-1 a//b x@sha256:12 "$(printf 'a%.0s' {1..300})" "$(printf 'a%.0s' {1..64})" 'x;id' $'x\n' ''; do
		[ "${name#-}" = "$name" ] || continue
		run "$vessel" tag first "$name"
		one_error
		assert_output --partial "invalid reference format"
	done
	run "$vessel" run --pull never --rm nosuch true
	one_error
	run "$vessel" rmi nosuch
	one_error
	assert_output --partial "no such image: nosuch"
	# A directory's name is an image's, without a '/' or '.' in front: that is said.
	mkdir -p "$BATS_TEST_TMPDIR/localhost:1/root"
	cd "$BATS_TEST_TMPDIR"
	run -125 "$vessel" run --rm localhost:1/root true
	assert_line --index 0 "vessel: unable to find image 'localhost:1/root' locally: pulling it"
	assert_line --index 1 "  what lies here begins with './'"
	# Without a registry it is no image of a stranger's.
	for name in some/root docker/root; do
		mkdir -p "$name"
		run -125 "$vessel" run --rm "$name" true
		assert_line --index 0 "vessel: '$name' is a directory or a file here, and no image"
		assert_line --index 1 --partial "begins with './'"
		assert_equal "${#lines[@]}" 2
	done
	# A name that was forgotten: its place is taken by the root.
	run -125 "$vessel" run --rm --name ./some/root true
	assert_line --index 0 "vessel: invalid container name './some/root'"
}

@test "an image goes with its last name, and not while a container has it" {
	requires root
	"$vessel" import "$BATS_FILE_TMPDIR/base.tar" a:1 >/dev/null
	"$vessel" tag a:1 b:2
	local id
	id=$("$vessel" images -q | head -n 1)
	run "$vessel" rmi "$id"
	one_error
	assert_output --partial "2 names"
	run -0 "$vessel" rmi a:1
	assert_output "Untagged: a:1"
	"$vessel" create --name user b:2 cat /etc/layer
	run "$vessel" rmi b:2
	one_error
	assert_output --partial "container 'user' uses it"
	# Its name can be taken: what the container needs stays, also for gc.
	run -0 "$vessel" rmi -f b:2
	run -0 "$vessel" gc
	run -0 "$vessel" start -a user
	run -0 "$vessel" images
	assert_output --partial "<none>"
	"$vessel" rm user
	run -0 "$vessel" gc
	assert_output --partial "the image sha256:"
	nothing_left
}

@test "an image that was spoilt is told of, and can be removed and made again" {
	requires root
	"$vessel" import "$BATS_FILE_TMPDIR/base.tar" a >/dev/null
	"$vessel" import "$BASE" b >/dev/null
	local ids
	mapfile -t ids < <("$vessel" images --json | jq -r 'sort_by(.names)[].id[7:]')
	echo x >>"$IMAGES/blobs/${ids[0]}"
	run "$vessel" run --rm a true
	one_error
	assert_output --partial "broken: its config is not what it was"
	run -0 "$vessel" run --rm b cat /etc/layer
	assert_output --partial base
	cp "$IMAGES/ids/${ids[1]}" "$IMAGES/ids/${ids[0]}"
	run "$vessel" run --rm a true
	one_error
	assert_output --partial "broken: its manifest is another one's"
	: >"$IMAGES/ids/${ids[0]}"
	run "$vessel" run --rm a true
	one_error
	"$vessel" rmi -f a
	"$vessel" import "$BATS_FILE_TMPDIR/base.tar" a >/dev/null
	run -0 "$vessel" run --rm a cat /etc/layer
	assert_output base
}

# ------------------------------------------------------------------ rootless

@test "a user has images as well: their owners are of the user's range, and all goes again" {
	requires root
	requires program newuidmap
	tar_make owned.tar <<-'END'
	directory("closed", mode=0o700, uid=33, gid=33); add("closed/f", b"x", uid=1000, gid=1000, mode=0o4700)
	add("null", type=tarfile.CHRTYPE, devmajor=1, devminor=3)
	directory("hidden"); add("hidden/.wh..wh..opq"); add(".wh.gone"); add("last", b"x", uid=65536)
	END
	tar_make beyond.tar <<<"add('f', uid=70000)"
	cp "$BIN/vessel" .
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" .
	chmod a+r owned.tar beyond.tar "$BATS_FILE_TMPDIR/base.tar"
	mkdir home
	chown 4711:4711 home
	cat >host <<-END
	mount --make-rprivate /
	for file in passwd group subuid subgid; do
		cat /etc/\$file >\$file 2>/dev/null
		touch /etc/\$file
	done
	echo 'reader:x:4711:4711::$PWD/home:/bin/sh' >>passwd
	echo 'reader:x:4711:' >>group
	echo 'reader:300000:65536' >>subuid
	echo 'reader:400000:65536' >>subgid
	for file in passwd group subuid subgid; do mount --bind \$file /etc/\$file; done
	exec setpriv --reuid 4711 --regid 4711 --clear-groups env -i HOME=$PWD/home \\
		PATH="$PWD:/usr/sbin:/usr/bin:/sbin:/bin" VESSEL_DATA=$PWD/home/data VESSEL_RUN=$PWD/home/run \\
		ASAN_OPTIONS="${ASAN_OPTIONS:-}" bash ./user
	END
	cat >user <<-'END'
	cd home
	vessel import ../owned.tar owned >/dev/null
	cd data/images/layers/*/root
	stat -c '%n %u:%g %a %F' closed last hidden gone
	python3 -c 'import os; print(os.getxattr("hidden", "user.overlay.opaque").decode())'
	ls null 2>&1
	cd ~
	vessel import ../beyond.tar beyond
	vessel save owned >saved.tar
	vessel rmi owned >/dev/null
	vessel import saved.tar >/dev/null
	stat -c '%u:%g' data/images/layers/*/root/closed
	vessel rmi owned >/dev/null
	find data/images -mindepth 2
	END
	run -0 unshare --mount sh ./host
	assert_line --index 0 "closed 300032:400032 700 directory"
	assert_line --index 1 "last 365535:4711 644 regular file"
	assert_line --index 2 "hidden 4711:4711 755 directory"
	assert_line --index 3 --partial "character special file"
	assert_line --index 4 y
	assert_line --index 5 --partial "No such file"
	assert_line --index 6 "vessel: cannot unpack 'f', a file of user 70000 and group 0: Invalid argument"
	assert_line --index 7 --partial "see /etc/subuid and /etc/subgid"
	assert_line --index 8 "300032:400032"
	assert_equal "${#lines[@]}" 9
}
