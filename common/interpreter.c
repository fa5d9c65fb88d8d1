/* interpreter.c - the program that another program is loaded by. */
/* SPDX-License-Identifier: MIT */
#include "interpreter.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

static char interpreter[256];

/* The word behind "#!" in the first line. */
static void script_read(const char *start)
{
	const char *word = start + 2 + strspn(start + 2, " \t");
	size_t length = strcspn(word, " \t\r\n");

	if (length >= sizeof(interpreter))
		length = sizeof(interpreter) - 1;
	memcpy(interpreter, word, length);
	interpreter[length] = '\0';
}

/* The text of the program header PT_INTERP: the dynamic linker. */
static void elf_read(int fd)
{
	ElfW(Ehdr) file;
	ElfW(Phdr) part;

	if (pread(fd, &file, sizeof(file), 0) != sizeof(file))
		return;
	for (int i = 0; i < file.e_phnum; i++) {
		off_t at = (off_t)(file.e_phoff + (size_t)i * sizeof(part));

		if (pread(fd, &part, sizeof(part), at) != sizeof(part))
			return;
		if (part.p_type != PT_INTERP ||
			part.p_filesz > sizeof(interpreter))
			continue;
		if (pread(fd, interpreter, part.p_filesz,
			    (off_t)part.p_offset) < 0)
			*interpreter = '\0';
		interpreter[sizeof(interpreter) - 1] = '\0';
	}
}

const char *interpreter_of(const char *path)
{
	char start[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t length;

	if (fd < 0)
		return NULL;
	*interpreter = '\0';
	length = read(fd, start, sizeof(start) - 1);
	start[length > 0 ? length : 0] = '\0';
	if (!memcmp(start, "#!", 2))
		script_read(start);
	else if (length > SELFMAG && !memcmp(start, ELFMAG, SELFMAG))
		elf_read(fd);
	close(fd);
	return interpreter;
}
