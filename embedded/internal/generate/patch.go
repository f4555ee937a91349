package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// change replaces one text in one file of a module's copy. It must be found
// exactly times times: when upstream moves the code, the build has to stop
// here, and not go on with, say, a server that listens on every interface.
type change struct {
	file  string
	from  string
	to    string
	times int
}

func (c change) apply(root string) error {
	path := filepath.Join(root, filepath.FromSlash(c.file))
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	patched, err := c.text(string(data))
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(patched), 0o644)
}

func (c change) text(source string) (string, error) {
	if found := strings.Count(source, c.from); found != c.times {
		return "", fmt.Errorf("%s: found %q %d times, want %d: the module changed, so read it again and adapt the change",
			c.file, c.from, found, c.times)
	}
	return strings.ReplaceAll(source, c.from, c.to), nil
}

// rejectListeners fails if a source file below root still opens a listening
// socket in a way that the changes did not cover.
func rejectListeners(root string) error {
	return filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, call := range []string{"net.Listen", "net.ListenConfig", "tls.Listen", "ListenAndServe"} {
			for _, line := range strings.Split(string(data), "\n") {
				if strings.Contains(line, call) && !allowedListener(line) {
					return fmt.Errorf("%s listens in a way that is not known to be loopback: %s", path, strings.TrimSpace(line))
				}
			}
		}
		return nil
	})
}

// allowedListener accepts mentions of the types net.Listener and our own call.
func allowedListener(line string) bool {
	line = strings.ReplaceAll(line, "net.Listener", "")
	line = strings.ReplaceAll(line, `net.Listen("tcp", net.JoinHostPort(ListenHost,`, "")
	return !strings.Contains(line, "net.Listen") && !strings.Contains(line, "tls.Listen") && !strings.Contains(line, "ListenAndServe")
}
