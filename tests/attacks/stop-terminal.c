/* stop-terminal.c - stop whoever waits for us, and spoil what we share. */
/* SPDX-License-Identifier: MIT */

/*
 * What:  a launcher stops with its command, so that Ctrl-Z reaches its shell.
 *        Whoever makes the command stop, from inside, would stop the launcher:
 *        "self" as any process, "trace" also where that is PID 1.
 *        And terminal and descriptors are the caller's: "hush" lets nobody
 *        print any more, "spoil" takes all; "look" says how they are.
 * Stop:  a launcher that stops only when it was told so from outside, and puts
 *        back what it has lent (step 01).
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* A signal of a tracer's is the kernel's own: PID 1 is not spared from it. */
static int stop_parent(void)
{
	pid_t parent = getppid();

	if (ptrace(PTRACE_ATTACH, parent, NULL, NULL) < 0)
		return perror("ptrace"), 1;
	waitpid(parent, NULL, __WALL);
	ptrace(PTRACE_CONT, parent, NULL, SIGSTOP);
	waitpid(parent, NULL, __WALL);
	ptrace(PTRACE_DETACH, parent, NULL, SIGSTOP);
	return 0;
}

static _Noreturn void trace(void)
{
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	if (fork() == 0)
		_exit(stop_parent());
	for (;;)
		pause();
}

/* tcflow(3): whoever prints a line now waits for ever. */
static _Noreturn void hush(void)
{
	tcflow(0, TCOOFF);
	for (;;)
		pause();
}

static int spoil(void)
{
	struct f_owner_ex nobody = { F_OWNER_PID, 0 };
	struct termios modes;
	int discipline = 27; /* N_NULL: reads fail */

	signal(SIGTTOU, SIG_IGN);
	tcgetattr(0, &modes);
	cfmakeraw(&modes);
	tcsetattr(0, TCSANOW, &modes);
	memset(&modes, 0xff, sizeof(modes));
	ioctl(0, TIOCSLCKTRMIOS, &modes); /* CAP_SYS_ADMIN */
	for (int fd = 0; fd <= 2; fd++) {
		fcntl(fd, F_SETOWN_EX, &nobody);
		fcntl(fd, F_SETSIG, SIGKILL);
		fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC | O_APPEND);
	}
	if (fork() == 0) {
		setpgid(0, 0);
		tcsetpgrp(0, getpgrp());
		_exit(0);
	}
	wait(NULL);
	ioctl(0, TIOCEXCL);
	tcflow(0, TCOOFF);
	ioctl(0, TIOCSETD, &discipline);
	return 0;
}

static void print_modes(const char *name, const struct termios *modes)
{
	printf("%s %x %x %x %x", name, modes->c_iflag, modes->c_oflag,
		modes->c_cflag, modes->c_lflag);
	for (size_t i = 0; i < NCCS; i++)
		printf(" %x", modes->c_cc[i]);
	printf("\n");
}

/* The terminal is our stdin; stdout may be another file. */
static int look(void)
{
	struct termios modes = { 0 }, locked = { 0 };
	struct pollfd output = { 0, POLLOUT, 0 };
	struct f_owner_ex owner = { 0 };
	int discipline = -1, exclusive = -1;

	tcgetattr(0, &modes);
	ioctl(0, TIOCGLCKTRMIOS, &locked);
	ioctl(0, TIOCGETD, &discipline);
	ioctl(0, TIOCGEXCL, &exclusive);
	print_modes("modes", &modes);
	print_modes("locked", &locked);
	printf("discipline %d exclusive %d\n", discipline, exclusive);
	printf("foreground %s\n",
		tcgetpgrp(0) == getpgrp() ? "ours" : "another's");
	printf("output %s\n", poll(&output, 1, 0) > 0 ? "runs" : "stopped");
	for (int fd = 0; fd <= 2; fd++) {
		fcntl(fd, F_GETOWN_EX, &owner);
		printf("%d: flags %x owner %d %d signal %d\n", fd,
			(unsigned)fcntl(fd, F_GETFL), owner.type, owner.pid,
			fcntl(fd, F_GETSIG));
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *how = argc == 2 ? argv[1] : "";

	if (!strcmp(how, "self"))
		return raise(SIGSTOP);
	if (!strcmp(how, "trace"))
		trace();
	if (!strcmp(how, "hush"))
		hush();
	if (!strcmp(how, "spoil"))
		return spoil();
	return !strcmp(how, "look") ? look() : 2;
}
