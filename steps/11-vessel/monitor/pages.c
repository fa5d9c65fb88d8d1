/* pages.c - a program that waits has little of itself in memory. */
/* SPDX-License-Identifier: MIT */
#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "watch.h"

/*
 * The kernel maps 16 pages of a program wherever one is touched, and most of
 * the C library is touched while it begins, and never after. So let go of all
 * that is read from the file: what is still needed comes back. getauxval(3)
 */
void pages_let_go(void)
{
	const ElfW(Phdr) *part = (const void *)getauxval(AT_PHDR);

	for (unsigned long left = getauxval(AT_PHNUM); left > 0; left--, part++)
		if (part->p_type == PT_LOAD && !(part->p_flags & PF_W))
			madvise((void *)part->p_vaddr, part->p_memsz,
				MADV_DONTNEED);
}
