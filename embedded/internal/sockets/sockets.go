// Package sockets looks at the sockets that a process listens on, as the kernel
// reports them, to prove that none can be reached from another machine.
package sockets

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Listener is one TCP socket that a process listens on.
type Listener struct {
	IP   net.IP
	Port int
}

func (l Listener) String() string { return net.JoinHostPort(l.IP.String(), strconv.Itoa(l.Port)) }

// LoopbackOnly returns an error that names the listeners of this process that
// are bound to more than the loopback interface. Where the kernel does not tell
// (outside Linux), it finds none.
func LoopbackOnly() error {
	all, err := Of(os.Getpid())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("list our listening sockets: %w", err)
	}
	var open []string
	for _, l := range all {
		if !l.IP.IsLoopback() {
			open = append(open, l.String())
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("listening on %s, which other machines can reach: this build is broken, do not use it", strings.Join(open, ", "))
	}
	return nil
}

// Of lists the TCP listeners of a process of this user (or of any, for root).
func Of(pid int) ([]Listener, error) {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	inodes, err := socketInodes(filepath.Join(proc, "fd"))
	if err != nil {
		return nil, err
	}
	var all []Listener
	for _, table := range []string{"tcp", "tcp6"} {
		file, err := os.Open(filepath.Join(proc, "net", table))
		if errors.Is(err, os.ErrNotExist) {
			continue // no IPv6 on this machine
		}
		if err != nil {
			return nil, err
		}
		found, err := parse(bufio.NewScanner(file), inodes)
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", table, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

func socketInodes(dir string) (map[string]bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	inodes := map[string]bool{}
	for _, entry := range entries {
		target, err := os.Readlink(filepath.Join(dir, entry.Name()))
		if err != nil {
			continue // closed meanwhile
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return inodes, nil
}

const listening = "0A"

// parse reads a table of /proc/net and keeps listeners with the given inodes.
func parse(lines *bufio.Scanner, inodes map[string]bool) ([]Listener, error) {
	var all []Listener
	lines.Scan() // column titles
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 10 || fields[3] != listening || !inodes[fields[9]] {
			continue
		}
		l, err := address(fields[1])
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, lines.Err()
}

// address decodes "0100007F:2AF8": words of the address in the byte order of
// little-endian machines, and the port.
func address(text string) (Listener, error) {
	host, port, ok := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	if !ok || err != nil || len(raw)%4 != 0 {
		return Listener{}, fmt.Errorf("cannot read address %q", text)
	}
	for i := 0; i < len(raw); i += 4 {
		raw[i], raw[i+1], raw[i+2], raw[i+3] = raw[i+3], raw[i+2], raw[i+1], raw[i]
	}
	n, err := strconv.ParseUint(port, 16, 16)
	if err != nil {
		return Listener{}, fmt.Errorf("cannot read port of %q", text)
	}
	return Listener{IP: raw, Port: int(n)}, nil
}
