/* knock.c - talk to an abstract socket: it is in no file system. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char answer[256];
	ssize_t length;
	size_t size;

	if (argc != 2 || fd < 0)
		return 2;
	/* A name that starts with a zero byte belongs to the network. */
	snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "%s",
		argv[1]);
	size = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(argv[1]);
	if (connect(fd, (struct sockaddr *)&address, (socklen_t)size) < 0) {
		perror("connect");
		return 1;
	}
	length = read(fd, answer, sizeof(answer));
	return length > 0 && write(STDOUT_FILENO, answer, (size_t)length) > 0
		       ? 0
		       : 1;
}
