/* edge.c - before all rules: calls that nobody has heard of. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "table.h"

/* Since Linux 5.1 new calls begin here; the old ones end before `OLD_END`. */
enum { NEW_FIRST = 424 };
#if defined(__x86_64__)
enum { OLD_END = 337 };
#elif defined(__aarch64__) || defined(__riscv)
enum { OLD_END = 295 };
#else
enum { OLD_END = NEW_FIRST };
#endif

/* x86-64 with short pointers has the same numbers, with this bit. */
enum { X32_BIT = 0x40000000 };

static int call_newest(void)
{
	int newest = NEW_FIRST;

	for (const struct number *row = call_numbers; row->call; row++)
		if (row->number > newest)
			newest = row->number;
	return newest;
}

/*
 * Who asks for a call that is newer than this list gets what an older kernel
 * says, ENOSYS: the C library then takes another. EPERM would be its last word.
 *
 * 32-bit programs are the code of the kernel that is tested least, with numbers
 * of their own. They are killed: one that is told no at each call cannot even
 * end. x32 is no call on nearly all kernels, and so neither here.
 */
void program_add_edge(struct program *program, bool others, bool x32)
{
	const uint32_t newest = (uint32_t)call_newest();
	const uint32_t last = x32 ? UINT32_MAX : newest;
	const struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)),
		BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, seccomp_arch_native(), 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JA, others ? 8 : 0, 0, 0),
		BPF_STMT(BPF_RET, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, newest, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, NEW_FIRST, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, OLD_END, 0, 1),
		BPF_STMT(BPF_RET, SECCOMP_RET_ERRNO | ENOSYS),
	};

	program_add(program, code, sizeof(code) / sizeof(*code));
}
