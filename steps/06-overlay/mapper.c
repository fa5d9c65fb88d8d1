/* mapper.c - the device mapper: disks made of parts of other disks. */
/* SPDX-License-Identifier: MIT */
#include "mapper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "cause.h"
#include "die.h"

#define CONTROL "/dev/" DM_DIR "/" DM_CONTROL_NODE

/* A request, and what follows its head: a target's line, or a message. */
struct request {
	struct dm_ioctl head;
	union {
		struct {
			struct dm_target_spec target;
			char parameters[512];
		};
		struct { /* struct dm_target_msg, with room for its text */
			uint64_t sector;
			char text[256];
		};
	};
};

static void request_begin(struct request *request, const char *name)
{
	memset(request, 0, sizeof(*request));
	request->head.version[0] = DM_VERSION_MAJOR;
	request->head.data_size = sizeof(*request);
	request->head.data_start = offsetof(struct request, target);
	snprintf(request->head.name, sizeof(request->head.name), "%s", name);
}

static int request_send(struct request *request, unsigned long what)
{
	int control = open(CONTROL, O_RDWR | O_CLOEXEC), result, error;

	if (control < 0)
		return -1;
	result = ioctl(control, what, request);
	error = errno;
	close(control);
	errno = error;
	return result;
}

void mapper_die(const char *format, ...)
{
	struct death death = { EXIT_LAUNCHER, errno, "ioctl",
		cause_of("mapper", errno) };
	va_list arguments;
	char *what;

	va_start(arguments, format);
	if (vasprintf(&what, format, arguments) < 0)
		_exit(EXIT_LAUNCHER);
	die_of(&death, "%s", what);
}

void mapper_check(void)
{
	struct request request;

	request_begin(&request, "");
	if (request_send(&request, DM_VERSION) < 0)
		mapper_die("cannot reach the device mapper at '" CONTROL "'");
}

/* One that is about to be removed may be in use by who has just died. */
static int device_create(const char *name)
{
	struct request request;

	for (int tries = 0; tries < 200; tries++) {
		request_begin(&request, name);
		if (request_send(&request, DM_DEV_CREATE) == 0)
			return 0;
		if (errno != EBUSY)
			return -1;
		mapper_remove(name);
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	return -1;
}

void mapper_create(const char *name, uint64_t sectors, const char *target,
	const char *parameters)
{
	struct request request;

	if (device_create(name) < 0)
		mapper_die("cannot make the device '%s'", name);
	request_begin(&request, name);
	request.head.target_count = 1;
	request.target.length = sectors;
	snprintf(request.target.target_type, sizeof(request.target.target_type),
		"%s", target);
	snprintf(request.parameters, sizeof(request.parameters), "%s",
		parameters);
	if (request_send(&request, DM_TABLE_LOAD) < 0)
		mapper_die(
			"cannot map the device '%s' with '%s'", name, target);
	request_begin(&request, name); /* no DM_SUSPEND_FLAG: resume */
	if (request_send(&request, DM_DEV_SUSPEND) < 0)
		mapper_die("cannot start the device '%s'", name);
}

int mapper_tell(const char *name, const char *message)
{
	struct request request;

	request_begin(&request, name);
	snprintf(request.text, sizeof(request.text), "%s", message);
	return request_send(&request, DM_TARGET_MSG);
}

int mapper_remove(const char *name)
{
	struct request request;

	request_begin(&request, name);
	request.head.flags = DM_DEFERRED_REMOVE;
	return request_send(&request, DM_DEV_REMOVE);
}

int mapper_minor(const char *name)
{
	struct request request;

	request_begin(&request, name);
	if (request_send(&request, DM_DEV_STATUS) < 0)
		return -1;
	return (int)minor(request.head.dev);
}
