/* pages.c - a program that waits has little of itself in memory. */
/* SPDX-License-Identifier: MIT */
#include <link.h>
#include <sys/mman.h>

#include "watch.h"

/* Where we begin in memory, by ld(1)'s name. */
extern char program_start[] __asm__("__executable_start");

static int parts_let_go(struct dl_phdr_info *program, size_t size, void *none)
{
	const ElfW(Phdr) *part = program->dlpi_phdr;
	ElfW(Addr) first = 0;

	(void)size;
	(void)none;
	for (int left = program->dlpi_phnum; left > 0; left--, part++) {
		if (part->p_type != PT_LOAD)
			continue;
		first = first ? first : part->p_vaddr;
		if (!(part->p_flags & PF_W))
			madvise(program_start + (part->p_vaddr - first),
				part->p_memsz, MADV_DONTNEED);
	}
	return 1; /* the first program is ourselves */
}

/*
 * The kernel maps 16 pages of a program wherever one is touched, and most of
 * the C library is touched while it begins, and never after. So let go of all
 * that is read from the file: what is still needed comes back. elf(5)
 */
void pages_let_go(void)
{
	dl_iterate_phdr(parts_let_go, NULL);
}
