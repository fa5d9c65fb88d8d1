# tools/trace-picture.awk - the calls in two lanes, host and guest.
# SPDX-License-Identifier: MIT
END {
	for (pid in half) if (half[pid] ~ /^execve/) { $0 = half[pid] ") = 0"; at = slot[pid]; decode() }
	left = int(width * 0.25)
	if (left < 26 && width >= 80) left = 26 # an address of IPv6
	right = width - left - 15; alive = 0
	if (colours) { red = "\033[31m"; dim = "\033[2m"; off = "\033[m"; bold = "\033[1m"; host = "\033[36m"; guest = "\033[32m" }
	print "\n" bold pad("host", left + 4) pad("guest", right + 2) "step" off
	print dim bar(left) "    " bar(right) "  " bar(9) off
	for (i = 1; i <= n; i++) { # the same again, with something else: one row
		if (!(i in who)) continue
		same = head[i] == head[j] && who[i] == who[j] && items[i] && !wrong[i] && !wrong[j] && !kind[i] && mark[i] == mark[j] && tail[i] == tail[j]
		if (same) { items[j] = items[j] " " items[i]; delete who[i] } else j = i
	}
	for (i = 1; i <= n; i++) if (i in who) show(i)
	print host ending off
}
function bar(k,    s) { while (k-- > 0) s = s draw[1]; return s }
function pad(s, k) { return sprintf("%-" k "s", s) }
function line(h, stop, g, tag,    s) {
	s = h dim stop off " " g dim (tag ? "  " tag : "") off
	if (!colours) sub(/ +$/, "", s)
	gsub(/\001/, draw[1] == "-" ? ">" : "→", s); print s
}
function shown(s, i,    p) { # paths as the guest is going to see them
	while (match(s, /\003[^\004]*\004/)) {
		p = substr(s, RSTART + 1, RLENGTH - 2)
		if (root && index(p, root "/") == 1) p = substr(p, length(root) + 1)
		else if (index(p, here) == 1) p = substr(p, length(here) + 1)
		else if (who[i] == "guest" && i < pivot && p ~ /^\/./) p = "host:" p
		s = substr(s, 1, RSTART - 1) p substr(s, RSTART + RLENGTH)
	}
	gsub(/  +/, " ", s); sub(/ +$/, "", s); return s
}
function show(i,    s, k, w, long, text, lead) {
	if (kind[i] == "birth") return born(i)
	lead = pad("", left + 2)
	if (kind[i] == "go") lead = host "go " bar(left - 3) draw[2] off " "
	if (kind[i] == "back") lead = guest draw[3] bar(left) off " "
	if (kind[i] == "end") lead = host "wait4 " off guest draw[3] bar(left - 6) off " "
	room = who[i] == "guest" ? right : left
	s = shown(mark[i] head[i] " " items[i] tail[i], i) (wrong[i] ? ": " wrong[i] : "")
	long = length(s) > room
	for (w = split(s, word); k++ < w; text = text (text == "" ? "" : " ") s) {
		s = word[k]
		if (text != "" && (length(text s) >= room || long && s == "\001")) {
			put(i, text, lead); text = " "; lead = pad("", left + 2)
		}
		for (; length(text s) >= room; s = substr(s, room - 2)) {
			put(i, text " " substr(s, 1, room - 3), lead); text = " "
		}
	}
	put(i, text, lead)
}
function put(i, text, lead,    stop) {
	stop = kind[i] == "end" ? draw[6] : alive ? draw[4] : " "
	if (kind[i] == "end") alive = 0
	text = (wrong[i] ? red : who[i] == "guest" ? guest : host) pad(text, room) off
	if (who[i] == "guest") line(lead, stop, text, why[i])
	else line(text "  ", stop, pad("", right), why[i])
	why[i] = ""
}
function born(i,    k, n, f, text) {
	for (k = split("NEWUSER INTO_CGROUP NEWCGROUP NEWNET NEWNS NEWIPC NEWUTS NEWPID", t); k; k--)
		if (flags[i] ~ "CLONE_" t[k]) f[++n] = t[k]
	text = head[i] (n ? "" : "no namespace")
	for (k = 1; k < n; k++) {
		line(host pad(text f[k], left + 2) off, " ", pad("", right), step[f[k]])
		text = pad("", length(head[i]))
	}
	text = text f[n] ") "
	line(host text bar(left - length(text)) draw[2] off " ", draw[5],
		guest pad("a child, held at the gate", right) off, step[f[n]])
	alive = 1
}
