/* json_file.c - objects of JSON in files that are whole or not there. */
/* SPDX-License-Identifier: MIT */
#include "json_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

enum { USUAL_SIZE = 65536, DEEPEST = 64 };

/* With nothing behind it: what is written over shorter text would have that. */
static struct json_object *text_parse(const char *text, const char **fault)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEEPEST);
	struct json_object *object;
	size_t length = strlen(text);

	if (!tokener)
		die("malloc", "cannot read JSON");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = length > INT_MAX
			 ? NULL
			 : json_tokener_parse_ex(tokener, text, (int)length);
	if (!*text)
		*fault = "is empty";
	else if (json_tokener_get_error(tokener) == json_tokener_continue)
		*fault = "ends too early";
	else if (!json_object_is_type(object, json_type_object))
		*fault = "is no JSON of ours";
	json_tokener_free(tokener);
	if (!*fault)
		return object;
	json_object_put(object);
	return NULL;
}

/*
 * Of a regular file, less than was asked for is all there is: one call less for
 * each file of each container. -1 and errno, E2BIG: there may be more. read(2)
 */
static int usual_read(
	int directory, const char *path, char text[static USUAL_SIZE])
{
	int fd = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length;
	int error;

	if (fd < 0)
		return -1;
	do
		length = read(fd, text, USUAL_SIZE);
	while (length < 0 && errno == EINTR);
	error = errno;
	close(fd);
	errno = length < 0 ? error : E2BIG;
	if (length < 0 || length == USUAL_SIZE)
		return -1;
	text[length] = '\0';
	return 0;
}

struct json_object *json_read_at(
	int directory, const char *path, const char **fault)
{
	static char usual[USUAL_SIZE];
	struct json_object *object = NULL;
	char *text = usual;

	*fault = NULL;
	if (usual_read(directory, path, usual) < 0)
		text = errno == E2BIG ? read_all_at(directory, path) : NULL;
	if (text)
		object = text_parse(text, fault);
	else if (errno != ENOENT)
		*fault = strerror(errno);
	if (text != usual)
		free(text);
	return object;
}

static int text_write(int fd, const char *text, size_t length)
{
	for (ssize_t done; length > 0; text += done, length -= (size_t)done) {
		done = write(fd, text, length);
		if (done < 0 && errno == EINTR)
			done = 0;
		if (done < 0)
			return -1;
	}
	return write(fd, "\n", 1) == 1 ? 0 : -1;
}

/* Disk full may be said by any of these, close(2) included. */
static int file_write(
	int directory, const char *name, const char *text, bool lasting)
{
	int fd = openat(directory, name,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	int failed, error;

	if (fd < 0)
		return -1;
	failed = text_write(fd, text, strlen(text));
	if (!failed && lasting)
		failed = fdatasync(fd);
	error = errno;
	if (close(fd) < 0 && !failed)
		return -1;
	errno = error;
	return failed;
}

int json_write_at(int directory, const char *name, struct json_object *object,
	bool lasting)
{
	const char *text = json_object_to_json_string_ext(object,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	char half[NAME_MAX + 1];
	int error;

	snprintf(half, sizeof(half), "%s.new", name);
	if (file_write(directory, half, text, lasting) == 0 &&
		renameat(directory, half, directory, name) == 0)
		return 0;
	error = errno;
	unlinkat(directory, half, 0);
	errno = error;
	return -1;
}
