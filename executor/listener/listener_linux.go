package listener

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// On finds the process that listens on a TCP port. What cannot be read is left out.
func On(port int) Process {
	inodes := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, _ := os.ReadFile(table)
		addListeners(inodes, string(text), port)
	}
	if len(inodes) == 0 {
		return Process{}
	}
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && inodes[target] {
			return processOf(link)
		}
	}
	return Process{}
}

// addListeners reads a table of the kernel's: the columns are number, local address as hexadecimal address and port,
// remote address, state (0A is listening) and, in the tenth place, the socket's inode.
func addListeners(inodes map[string]bool, table string, port int) {
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) > 9 && fields[3] == "0A" && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", port)) {
			inodes["socket:["+fields[9]+"]"] = true
		}
	}
}

func processOf(link string) Process {
	directory := filepath.Dir(filepath.Dir(link))
	pid, err := strconv.Atoi(filepath.Base(directory))
	if err != nil {
		return Process{}
	}
	text, _ := os.ReadFile(filepath.Join(directory, "cmdline"))
	arguments := strings.Split(strings.TrimRight(string(text), "\x00"), "\x00")
	return Process{PID: pid, Name: filepath.Base(arguments[0]), Arguments: arguments}
}
