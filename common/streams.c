/* streams.c - stdin, stdout and stderr: what is set on what we all share. */
/* SPDX-License-Identifier: MIT */
#include "streams.h"

#include <string.h>

void streams_get(struct streams *streams)
{
	memset(streams, 0, sizeof(*streams));
	for (int fd = 0; fd <= 2; fd++) {
		struct stream *stream = &streams->of[fd];

		stream->flags = fcntl(fd, F_GETFL);
		stream->signal = fcntl(fd, F_GETSIG);
		fcntl(fd, F_GETOWN_EX, &stream->owner);
	}
}

void streams_set(const struct streams *streams)
{
	struct streams now;

	streams_get(&now);
	/* Only what differs: others may share them as well, and change them. */
	for (int fd = 0; fd <= 2; fd++) {
		const struct stream *stream = &streams->of[fd];

		if (stream->flags < 0)
			continue;
		if (now.of[fd].flags != stream->flags)
			fcntl(fd, F_SETFL, stream->flags);
		if (now.of[fd].signal != stream->signal)
			fcntl(fd, F_SETSIG, stream->signal);
		if (memcmp(&now.of[fd].owner, &stream->owner,
			    sizeof(stream->owner)) != 0)
			fcntl(fd, F_SETOWN_EX, &stream->owner);
	}
}
