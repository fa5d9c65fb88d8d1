/* allow_bpf.c - the list of devices as a program that the kernel asks. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"
#include "switches.h"

#include "allow.h"

/*
 * What it looks like, for a rule that allows "c 1:3 rw":
 *
 *		r2 = type and access, as the kernel gives them: 16 bits each
 *		r3 = r2
 *		r3 >>= 16		access
 *		r2 &= 0xffff		type
 *		r4 = major
 *		r5 = minor
 *	rule:	if r2 != 2 goto next	no character device?
 *		r0 = r3
 *		r0 &= ~(READ | WRITE)	what it wants, and may not
 *		if r0 != 0 goto next
 *		if r4 != 1 goto next
 *		if r5 != 3 goto next
 *		r0 = 1			yes
 *		exit
 *	next:	...
 *		r0 = 0			no rule said yes
 *		exit
 *
 * At its start, r1 points to a struct bpf_cgroup_dev_ctx.
 */
enum { R0, R1, R2, R3, R4, R5 };
enum { LONGEST_RULE = 8, AROUND = 8 };

struct program {
	struct bpf_insn code[MOST_RULES * LONGEST_RULE + AROUND];
	size_t length;
};

static void add(struct program *program, int code, int to, int from, int number)
{
	program->code[program->length++] = (struct bpf_insn){
		.code = (unsigned char)code,
		.dst_reg = (unsigned char)to & 15,
		.src_reg = (unsigned char)from & 15,
		.imm = number,
	};
}

/* `to` = the 32 bits at `offset` behind r1 */
static void load(struct program *program, int to, size_t offset)
{
	add(program, BPF_LDX | BPF_MEM | BPF_W, to, R1, 0);
	program->code[program->length - 1].off = (short)offset;
}

static void copy(struct program *program, int to, int from)
{
	add(program, BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0);
}

static void set(struct program *program, int to, int number)
{
	add(program, BPF_ALU64 | BPF_MOV | BPF_K, to, 0, number);
}

static void mask(struct program *program, int to, int bits)
{
	add(program, BPF_ALU64 | BPF_AND | BPF_K, to, 0, bits);
}

static void shift_right(struct program *program, int to, int bits)
{
	add(program, BPF_ALU64 | BPF_RSH | BPF_K, to, 0, bits);
}

/* if `what` != `number` goto next: how far that is comes from rule_add(). */
static void must_be(struct program *program, int what, int number)
{
	add(program, BPF_JMP | BPF_JNE | BPF_K, what, 0, number);
}

static void answer(struct program *program, int allowed)
{
	set(program, R0, allowed);
	add(program, BPF_JMP | BPF_EXIT, 0, 0, 0);
}

static int access_bits(const char *access)
{
	return (strchr(access, 'r') ? BPF_DEVCG_ACC_READ : 0) |
	       (strchr(access, 'w') ? BPF_DEVCG_ACC_WRITE : 0) |
	       (strchr(access, 'm') ? BPF_DEVCG_ACC_MKNOD : 0);
}

static void rule_add(struct program *program, const struct rule *rule)
{
	size_t start = program->length;

	must_be(program, R2,
		rule->type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR);
	copy(program, R0, R3);
	mask(program, R0, ~access_bits(rule->access));
	must_be(program, R0, 0);
	if (rule->major != ANY)
		must_be(program, R4, rule->major);
	if (rule->minor != ANY)
		must_be(program, R5, rule->minor);
	answer(program, 1);
	/* Distances are counted from the instruction behind the jump. */
	for (size_t i = start; i < program->length; i++)
		if (program->code[i].code == (BPF_JMP | BPF_JNE | BPF_K))
			program->code[i].off = (short)(program->length - i - 1);
}

static void program_write(struct program *program, const struct rule *rules)
{
	load(program, R2, offsetof(struct bpf_cgroup_dev_ctx, access_type));
	copy(program, R3, R2);
	shift_right(program, R3, 16);
	mask(program, R2, 0xffff);
	load(program, R4, offsetof(struct bpf_cgroup_dev_ctx, major));
	load(program, R5, offsetof(struct bpf_cgroup_dev_ctx, minor));
	for (; rules->type; rules++)
		rule_add(program, rules);
	answer(program, 0);
}

static int bpf(int command, union bpf_attr *attributes)
{
	return (int)syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

/* With a log, the verifier says what it does not like. */
static int program_load(const struct program *program, uintptr_t log, int size)
{
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
		.insns = (uintptr_t)program->code,
		.insn_cnt = (unsigned int)program->length,
		.license = (uintptr_t) "MIT",
		.log_buf = log,
		.log_size = (unsigned int)size,
		.log_level = size > 0,
	};

	return bpf(BPF_PROG_LOAD, &attributes);
}

static _Noreturn void load_die(const struct program *program)
{
	static char log[65536];
	int error = errno;

	program_load(program, (uintptr_t)log, sizeof(log));
	fputs(log, stderr);
	errno = error;
	die("bpf", "cannot load the list of devices into the kernel");
}

bool rules_attach(int group, const struct rule *rules)
{
	struct program program = { .length = 0 };
	union bpf_attr attributes = {
		.target_fd = (unsigned int)group,
		.attach_type = BPF_CGROUP_DEVICE,
		/* All on the way up are asked, and must say yes. */
		.attach_flags = BPF_F_ALLOW_MULTI,
	};
	int loaded;

	program_write(&program, rules);
	loaded = program_load(&program, 0, 0);
	/* Who is root nowhere, or in here alone, makes no nodes either. */
	if (loaded < 0 && errno == EPERM && (geteuid() || root_is_inner()))
		return false;
	if (loaded < 0)
		load_die(&program);
	attributes.attach_bpf_fd = (unsigned int)loaded;
	if (bpf(BPF_PROG_ATTACH, &attributes) < 0)
		die("bpf", "cannot attach the list of devices to the group");
	close(loaded); /* the group holds it */
	return true;
}
