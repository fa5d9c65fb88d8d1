#!/usr/bin/env bats
# common.bats - the plumbing: small files, spelling, where paths fail.

load helper

# compiled CODE - a program around CODE, with all of common/ linked.
compiled() {
	{
		echo '#include <errno.h>'
		echo '#include <fcntl.h>'
		echo '#include <stdio.h>'
		echo '#include <string.h>'
		echo '#include <signal.h>'
		echo '#include <stdlib.h>'
		echo '#include <unistd.h>'
		for header in "$ROOT"/common/*.h; do echo "#include \"${header##*/}\""; done
		[ -z "${2:-}" ] || echo "#include \"$BATS_TEST_TMPDIR/$2\""
		echo "int main(int argc, char **argv) { (void)argc; (void)argv; $1 }"
	} >"$BATS_TEST_TMPDIR/main.c"
	"${CC:-cc}" -std=gnu17 -D_GNU_SOURCE -w ${SANITIZE:+-fsanitize=address,undefined} -I"$ROOT/common" \
		-o "$BATS_TEST_TMPDIR/main" "$BATS_TEST_TMPDIR/main.c" "$BUILD/obj/common.a"
}

@test "common: write_at writes one line whole, and says why it could not" {
	compiled 'int done = write_at(AT_FDCWD, argv[1], "%s\n", argv[2]);
		printf("%d %s\n", done, done ? strerror(errno) : "fine"); return 0;'
	touch "$BATS_TEST_TMPDIR/file"
	run -0 "$BATS_TEST_TMPDIR/main" "$BATS_TEST_TMPDIR/file" 'two words'
	assert_output "0 fine"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/file")" 'two words'
	run -0 "$BATS_TEST_TMPDIR/main" "$BATS_TEST_TMPDIR/nosuch" x
	assert_output -- "-1 No such file or directory"
	run -0 "$BATS_TEST_TMPDIR/main" /dev/full x
	assert_output -- "-1 No space left on device"
}

@test "common: read_at fills what fits, and says so when it does not" {
	compiled 'char text[8]; ssize_t length = read_at(AT_FDCWD, argv[1], text, sizeof(text));
		printf("%zd %s\n", length, length < 0 ? strerror(errno) : text); return 0;'
	printf 1234567 >"$BATS_TEST_TMPDIR/file"
	run -0 "$BATS_TEST_TMPDIR/main" "$BATS_TEST_TMPDIR/file"
	assert_output "7 1234567"
	printf 12345678 >"$BATS_TEST_TMPDIR/file"
	run -0 "$BATS_TEST_TMPDIR/main" "$BATS_TEST_TMPDIR/file"
	assert_output -- "-1 Argument list too long"
	run -0 "$BATS_TEST_TMPDIR/main" /dev/null
	assert_output "0 "
}

@test "common: read_all_at takes files of any length" {
	compiled 'char *text = read_all_at(AT_FDCWD, argv[1]); printf("%zu\n", text ? strlen(text) : 0); free(text); return 0;'
	head -c 100000 /dev/zero | tr '\0' x >"$BATS_TEST_TMPDIR/file"
	run -0 "$BATS_TEST_TMPDIR/main" "$BATS_TEST_TMPDIR/file"
	assert_output 100000
}

@test "common: the nearest word is the one meant, and nothing is guessed from far away" {
	compiled 'const char *words[] = { "hostname", "rootfs", "volume" };
		const char *found = nearest(argv[1], words, 3); puts(found ? found : "nothing"); return 0;'
	while read -r given meant; do
		run -0 "$BATS_TEST_TMPDIR/main" "$given"
		assert_output "$meant"
	done <<-END
		hostnam hostname
		hsotname hostname
		root rootfs
		volumes volume
		banana nothing
		x nothing
	END
}

@test "common: the first bad component of a path is the one named" {
	compiled 'const char *blame = path_blame(argv[1]); puts(blame ? blame : "fine"); return 0;'
	cd "$BATS_TEST_TMPDIR"
	mkdir -p a/b
	touch a/file
	ln -s nowhere a/link
	while read -r path expected; do
		run -0 ./main "$path"
		assert_output "$expected"
	done <<-END
		a/b fine
		a/x/y 'a/x' does not exist
		a/file/y 'a/file' is not a directory
		a/link/y 'a/link' is a symbolic link that leads nowhere
		a//b/ fine
	END
}

@test "common: a guest that ends before its gate opens, or whose parent dies, harms nobody" {
	compiled 'struct child child = spawn(0, NULL, NULL); kill(child.pid, 9); usleep(100000);
		spawn_release(&child); return spawn_wait(&child);'
	run -137 "$BATS_TEST_TMPDIR/main"
	compiled 'struct child child = spawn(0, NULL, NULL); printf("%d\n", child.pid); fflush(stdout); _exit(0);'
	run -0 "$BATS_TEST_TMPDIR/main"
	eventually gone "$output"
}

@test "common: whoever holds the gate cannot paint, add lines, or keep the parent waiting" {
	cat >"$BATS_TEST_TMPDIR/guest.h" <<-'END'
		#include <sys/socket.h>
		static ssize_t say(const char *text, int more) { return send(die_channel(), text, strlen(text) + more, MSG_NOSIGNAL); }
		static void guest(void *nothing)
		{
			(void)nothing;
			say("name: \033[2Jfirst\nsecond\n  cure\n  \xc2\x9bmore\n", 0);
			say("last\n", 1);
			if (fork() == 0)
				while (say("and so on\n", 0) > 0)
					;
			usleep(300000);
			_exit(3);
		}
	END
	compiled 'struct child child = spawn(0, guest, NULL); int code; spawn_release(&child);
		code = spawn_wait(&child); printf("%d\n", code); return 0;' guest.h
	run -0 timeout -s KILL 20 "$BATS_TEST_TMPDIR/main"
	assert_line --index 0 "name: ?[2Jfirst?second"
	assert_line --index 1 "  cure?  ??more"
	assert_line --index 2 last
	assert_line --index 3 "and so on"
	assert_line 3
	assert [ "${#lines[@]}" -lt 100 ]
}

@test "common: a parent that says go and dies at once takes its guest with it" {
	# The guest comes to its gate late, when all that the parent said waits there.
	requires program strace
	cat >"$BATS_TEST_TMPDIR/guest.h" <<-'END'
		static void guest(void *nothing) { (void)nothing; for (;;) pause(); }
	END
	compiled 'struct child child = spawn(0, guest, NULL); spawn_release(&child);
		printf("%d\n", child.pid); fflush(stdout); _exit(0);' guest.h
	run -0 timeout -s KILL 20 strace -f -qq -o /dev/null -e inject=prctl:delay_enter=200000 "$BATS_TEST_TMPDIR/main"
	eventually gone "$output"
}

@test "common: who does not wait for the end learns that the command runs, or why it does not" {
	cat >"$BATS_TEST_TMPDIR/guest.h" <<-'END'
		static char **words;
		static void guest(void *nothing)
		{
			(void)nothing;
			warn_line("on the way");
			if (!words[0])
				for (;;) pause();
			exec_command(words);
		}
	END
	compiled 'struct child child; int code; words = argv + 1; child = spawn(0, guest, NULL); spawn_release(&child);
		code = spawn_started(&child); printf("%d %d\n", code, kill(child.pid, 0)); return 0;' guest.h
	# (It is our child still, if it is dead already as well.)
	run -0 "$BATS_TEST_TMPDIR/main" true
	assert_line "main: on the way"
	assert_line "0 0"
	run -0 "$BATS_TEST_TMPDIR/main" sleep 2727
	assert_line "0 0"
	run -0 "$BATS_TEST_TMPDIR/main" /nowhere/nothing
	assert_line --partial "cannot run '/nowhere/nothing'"
	assert_line "127 -1"
	"$BATS_TEST_TMPDIR/main" >"$BATS_TEST_TMPDIR/out" 2>&1 &
	eventually grep way "$BATS_TEST_TMPDIR/out"
	kill -TERM $!
	wait $!
	assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/out")" "143 -1"
}
